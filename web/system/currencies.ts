// How many minor units a currency has, by ISO 4217, as the service counts them. Browsers know what is customary to write
// instead: no sen of the rupiah, no centavos of the Colombian peso. To divide by that would be wrong a hundredfold.
const digits: Record<string, number> = {};
for (const code of 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'.split(' '))
    digits[code] = 0;
for (const code of 'BHD IQD JOD KWD LYD OMR TND'.split(' ')) digits[code] = 3;
for (const code of 'CLF UYW'.split(' ')) digits[code] = 4;

export const minorDigits = (currency: string) => digits[currency.toUpperCase()] ?? 2;
