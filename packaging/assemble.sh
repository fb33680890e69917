#!/bin/sh
# Builds medspan in the current folder, a checkout, and puts into the folder $1 what npm would publish, with all that it needs
# to run. What comes from the registry is what package-lock.json has, by its hashes; none of it is run but what builds.
set -eu
target=$1

npm ci --no-audit --no-fund
npm run --silent build
mkdir -p "$target"
npm pack --silent
tar -xzf medspan-*.tgz --strip-components=1 -C "$target"
cp package-lock.json .npmrc "$target"

cd "$target"
npm ci --omit=dev --ignore-scripts --no-audit --no-fund
# What npm does where it installs a package with a command.
chmod +x dist/cli/main.js
# ONNX Runtime brings its libraries for all systems and processors.
find node_modules/onnxruntime-node/bin -mindepth 3 -maxdepth 3 ! -path "*/linux/$(node -p process.arch)" -exec rm -r {} +
