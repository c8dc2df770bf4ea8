// SHA-256 (FIPS 180-4) over data that comes in pieces, which the browser's own cannot.

const round = new Uint32Array(64);
const begin = new Uint32Array(8);
{
    // The first 32 bits of the fractional parts of the cube and square roots of the first primes (4.2.2, 5.3.3).
    const fraction = (value: number) => ((value - Math.floor(value)) * 2 ** 32) >>> 0;
    for (let n = 2, found = 0; found < 64; ++n) {
        let prime = true;
        for (let d = 2; d * d <= n; ++d) if (n % d === 0) prime = false;
        if (!prime) continue;
        if (found < 8) begin[found] = fraction(Math.sqrt(n));
        round[found++] = fraction(Math.cbrt(n));
    }
}

export class Sha256 {
    private readonly state = begin.slice();
    private readonly words = new Uint32Array(64);
    private readonly rest = new Uint8Array(64);
    private rest_size = 0;
    private size = 0;

    add(bytes: Uint8Array) {
        this.size += bytes.length;
        let at = 0;
        if (this.rest_size) {
            at = Math.min(64 - this.rest_size, bytes.length);
            this.rest.set(bytes.subarray(0, at), this.rest_size);
            this.rest_size += at;
            if (this.rest_size < 64) return;
            this.block(this.rest, 0);
            this.rest_size = 0;
        }
        for (; at + 64 <= bytes.length; at += 64) this.block(bytes, at);
        this.rest.set(bytes.subarray(at));
        this.rest_size = bytes.length - at;
    }

    /** In hexadecimal; nothing may be added afterwards. */
    end(): string {
        const size = this.size,
            tail = new Uint8Array(this.rest_size < 56 ? 64 - this.rest_size : 128 - this.rest_size);
        tail[0] = 0x80;
        const view = new DataView(tail.buffer);
        view.setUint32(tail.length - 8, Math.floor(size / 2 ** 29));
        view.setUint32(tail.length - 4, (size * 8) >>> 0);
        this.add(tail);
        return [...this.state].map((word) => word.toString(16).padStart(8, '0')).join('');
    }

    private block(bytes: Uint8Array, at: number) {
        const { words: w, state } = this;
        for (let i = 0; i < 16; ++i, at += 4)
            w[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
        for (let i = 16; i < 64; ++i) {
            const x = w[i - 15]!,
                y = w[i - 2]!;
            w[i] =
                (w[i - 16]! +
                    (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
                    w[i - 7]! +
                    (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10))) |
                0;
        }
        let [a, b, c, d, e, f, g, h] = state as unknown as [
            number,
            number,
            number,
            number,
            number,
            number,
            number,
            number,
        ];
        for (let i = 0; i < 64; ++i) {
            const t =
                (h +
                    (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
                    ((e & f) ^ (~e & g)) +
                    round[i]! +
                    w[i]!) |
                0;
            const u =
                ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
                    ((a & b) ^ (a & c) ^ (b & c))) |
                0;
            [h, g, f, e, d, c, b, a] = [g, f, e, (d + t) | 0, c, b, a, (t + u) | 0];
        }
        [a, b, c, d, e, f, g, h].forEach((value, i) => {
            state[i] = (state[i]! + value) | 0;
        });
    }
}
