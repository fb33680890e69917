export function createScreen(output) {
    const sizeOf = () => `${output.columns ?? 80}x${output.rows ?? 24}`;
    let drawn;
    return {
        draw(text) {
            const size = sizeOf();
            if (drawn?.text === text && drawn.size === size)
                return;
            const lines = text.split('\n').slice(0, Math.max(1, (output.rows ?? 24) - 1));
            const start = drawn === undefined ? '\r' : drawn.size === size ? `\r\u001b[${drawn.lines}A` : '\u001b[2J\u001b[H';
            const body = lines.map(line => `\u001b[2K${line}\n`).join('');
            output.draw(`${start}\u001b[?7l${body}\u001b[J\u001b[?7h`);
            drawn = { text, size, lines: lines.length };
        },
        isResized: () => drawn !== undefined && drawn.size !== sizeOf(),
    };
}
