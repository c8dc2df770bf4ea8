// Reads a file to its end, beside the page, and says its SHA-256.
import { Sha256 } from './sha256';

const piece_bytes = 4 << 20;

addEventListener('message', async ({ data: file }: MessageEvent<File>) => {
    try {
        const hash = new Sha256();
        for (let at = 0; at < file.size; at += piece_bytes)
            hash.add(new Uint8Array(await file.slice(at, at + piece_bytes).arrayBuffer()));
        postMessage({ sha256: hash.end() });
    } catch (error) {
        postMessage({ failed: String(error) });
    }
});
