// What the outlines do not tell. Natural Earth draws some territories as a part of another country, and does not draw some at
// all; a licence knows all of them. Degrees of longitude and latitude, east and north positive.

/** Parts of a country's outline that are territories of their own: [code, whose outline, west, south, east, north]. */
export const parts = [
    ['GF', 'FR', -55, 1, -51, 7],
    ['GP', 'FR', -62.2, 15.7, -60.9, 16.6],
    ['MQ', 'FR', -61.4, 14.2, -60.6, 15],
    ['RE', 'FR', 54.9, -21.6, 56, -20.7],
    ['YT', 'FR', 44.8, -13.2, 45.5, -12.4],
    ['SJ', 'NO', -10, 70.5, 35, 82],
    ['BV', 'NO', 2, -56, 5, -53],
    ['BQ', 'NL', -69, 11.5, -62, 18],
    ['IC', 'ES', -19, 27, -13, 30],
    ['CX', 'IOA', 105, -11, 106.2, -10],
    ['CC', 'IOA', 96, -13, 97.5, -11.5],
    ['AC', 'SH', -15, -9, -13.5, -7],
    ['TA', 'SH', -14, -41, -9, -36],
];

/** Outlines without a code of ISO 3166-1, and whose territory they are by it; null is land that no code speaks for. */
export const uncoded = { '-1': 'CY', '-2': 'XK', '-3': 'SO', IOA: 'IOA', KAS: null };

/** Where the dot of a territory stands that has no outline, or one too small to be found. */
export const dots = {
    AC: [-14.36, -7.94],
    BQ: [-68.27, 12.17],
    BV: [3.36, -54.42],
    CC: [96.87, -12.16],
    CP: [-109.21, 10.3],
    CQ: [-2.36, 49.43],
    CX: [105.64, -10.49],
    DG: [72.42, -7.31],
    EA: [-5.31, 35.88],
    GI: [-5.35, 36.14],
    IC: [-15.6, 28.3],
    IO: [71.9, -5.3],
    TA: [-12.28, -37.1],
    TK: [-171.85, -9.2],
    TV: [179.2, -8.52],
    UM: [-162.08, 5.88],
    KI: [173, 1.4],
    SC: [55.45, -4.68],
    MH: [171.2, 7.1],
    PF: [-149.4, -17.65],
    MV: [73.22, 3.2],
};
