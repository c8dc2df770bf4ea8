// How the two applications are built. Every file but the page itself is named by its content, so that browsers keep it for
// good; each is written a second time compressed, for the service sends what is ready and compresses nothing itself.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants } from 'node:zlib';
import { defineConfig } from 'vite';
import world from './system/map/world.js';

const service = process.env.NURI_URL ?? 'http://127.0.0.1:8080';

function compressed() {
    let folder = '';
    return {
        name: 'compressed',
        apply: 'build',
        configResolved(config) {
            folder = resolve(config.root, config.build.outDir);
        },
        closeBundle() {
            for (const name of readdirSync(folder, { recursive: true }).map(String)) {
                if (!/\.(js|css|svg|html)$/.test(name)) continue;
                const content = readFileSync(join(folder, name));
                const packed = brotliCompressSync(content, {
                    params: { [constants.BROTLI_PARAM_QUALITY]: 9 },
                });
                if (packed.length < content.length) writeFileSync(join(folder, `${name}.br`), packed);
            }
        },
    };
}

/** Vite's configuration of the application in folder `root`, where its vite.config.js lies. */
export function application(root) {
    return defineConfig({
        root,
        publicDir: false,
        resolve: { alias: { $system: resolve(root, '../system'), $api: resolve(root, '../api') } },
        plugins: [svelte(), world(), compressed()],
        build: {
            target: 'es2022',
            emptyOutDir: true,
            assetsInlineLimit: 0,
            modulePreload: { polyfill: false },
            chunkSizeWarningLimit: 800,
            // What is smaller than a request costs goes with what needs it.
            rollupOptions: { output: { experimentalMinChunkSize: 6_000 } },
        },
        // The service asks that changes come from its own origin, so the proxy leaves the host's name alone.
        server: { proxy: { '/api/': { target: service }, '/m/': { target: service } } },
    });
}
