/** @file The browser's tagger on an export, in Chromium. */
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { chromium } from 'playwright-core'
import { rolldown } from 'rolldown'

const folder = process.argv[3]
const bundle = await rolldown({
  input: join(import.meta.dirname, 'in-browser.mjs'),
  platform: 'browser',
  transform: { define: { 'import.meta': '{}' } },
})
const { output } = await bundle.generate({ format: 'iife' })
await bundle.close()
const browser = await chromium.launch({
  executablePath: process.env.MEDSPAN_CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
})
try {
  const page = await browser.newPage()
  page.setDefaultTimeout(0)
  await page.setContent('<p>')
  await page.addScriptTag({ content: output[0].code })
  const runtime = dirname(createRequire(import.meta.url).resolve('onnxruntime-web/wasm'))
  const wasm = readFileSync(join(runtime, 'ort-wasm-simd-threaded.wasm'), 'base64')
  const sentences = JSON.parse(readFileSync(join(folder, 'words.json'), 'utf8'))
  const config = JSON.parse(readFileSync(join(folder, 'exported/config.json'), 'utf8'))
  for (const [name, int8, model] of [
    ['float32', false, 'onnx/model.onnx'],
    ['int8', true, 'onnx/model_quantized.onnx'],
  ]) {
    const names = ['config.json', 'tokenizer.json', 'tokenizer_config.json', model]
    const files = Object.fromEntries(
      names.map(file => [file, readFileSync(join(folder, 'exported', file), 'base64')]),
    )
    const tags = await page.evaluate(given => globalThis.tagAll(given), {
      files,
      wasm,
      int8,
      sentences,
      config,
    })
    writeFileSync(join(folder, `Chromium, ${name}.json`), tags)
  }
  console.log(`Chromium ${browser.version()}`)
} finally {
  await browser.close()
}
