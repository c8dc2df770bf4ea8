// The ways of paying that the built-in test provider knows: each does what its name says. A real provider has a form of its
// own, and gives a token like these.
export const test_cards = [
    'test-succeeds',
    'test-needs-authentication',
    'test-processing',
    'test-declines',
    'test-expires',
] as const;
export type TestCard = (typeof test_cards)[number];
