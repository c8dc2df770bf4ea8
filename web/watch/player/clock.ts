/** 3725 is "1:02:05". */
export function clock(seconds: number): string {
    const whole = Math.max(0, Math.floor(Number.isFinite(seconds) ? seconds : 0));
    const hours = Math.floor(whole / 3600),
        minutes = Math.floor(whole / 60) % 60,
        two = (value: number) => String(value).padStart(2, '0');
    return `${hours ? `${hours}:${two(minutes)}` : minutes}:${two(whole % 60)}`;
}
