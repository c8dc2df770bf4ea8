declare module 'virtual:world-map' {
    interface Place {
        /** ISO 3166-1, or a reserved code such as XK and IC. */
        code: string;
        /** Path data, already projected; empty for a territory that is only a dot. */
        outline: string;
        /** Where its dot or its name stands. */
        x: number;
        y: number;
        /** Too small to be pointed at, so a dot stands for it. */
        dot: boolean;
        /** x, y, width, height of the outline. */
        box: [number, number, number, number];
    }
    const world: { width: number; height: number; sphere: string; nameless: string; territories: Place[] };
    export default world;
}
