// A contract's terms as they are written in a form, where money and shares are what people write, and as they are kept.
import type { Schemas } from '../../api';
import { minorOf, written } from '../../desk/money';

type Terms = Schemas['ContractTerms'];
type Royalty = NonNullable<Terms['royalties']>[number];
export const bases = ['gross_receipts', 'net_receipts', 'view', 'minute'] as const;

export interface Draft {
    summary: string;
    starts: string | null;
    ends: string | null;
    fees: { what: string; amount: string; currency: string; due: string | null }[];
    guaranteed: boolean;
    guarantee: { amount: string; currency: string; due: string | null; recoupable: boolean };
    royalties: {
        basis: Royalty['basis'];
        share: string;
        amount: string;
        currency: string;
        territories: string;
        from_units: string;
    }[];
    sources: number[];
}

export const isShare = (basis: Royalty['basis']) => basis === 'gross_receipts' || basis === 'net_receipts';
export const blankFee = () => ({ what: '', amount: '', currency: '', due: null });
export const blankRoyalty = (): Draft['royalties'][number] => ({
    basis: 'net_receipts',
    share: '',
    amount: '',
    currency: '',
    territories: '',
    from_units: '',
});

export function draftOf(terms: Terms): Draft {
    return {
        summary: terms.summary ?? '',
        starts: terms.starts ?? null,
        ends: terms.ends ?? null,
        fees: (terms.fees ?? []).map((one) => ({
            what: one.what,
            amount: written(one.amount_minor, one.currency),
            currency: one.currency,
            due: one.due ?? null,
        })),
        guaranteed: Boolean(terms.guarantee),
        guarantee: {
            amount: terms.guarantee ? written(terms.guarantee.amount_minor, terms.guarantee.currency) : '',
            currency: terms.guarantee?.currency ?? '',
            due: terms.guarantee?.due ?? null,
            recoupable: terms.guarantee?.recoupable ?? true,
        },
        royalties: (terms.royalties ?? []).map((one) => ({
            basis: one.basis,
            share: one.share_ppm ? String(one.share_ppm / 10_000) : '',
            amount: one.amount_minor && one.currency ? written(one.amount_minor, one.currency) : '',
            currency: one.currency ?? '',
            territories: one.territories ?? '',
            from_units: one.from_units ? String(one.from_units) : '',
        })),
        sources: [...(terms.sources ?? [])],
    };
}

/** As they are kept; null while an amount or share cannot be read. */
export function termsOf(draft: Draft): Terms | null {
    const fees = draft.fees.map((one) => ({
        what: one.what.trim(),
        amount_minor: minorOf(one.amount, one.currency),
        currency: one.currency.toUpperCase(),
        ...(one.due ? { due: one.due } : {}),
    }));
    const guarantee = draft.guaranteed ? minorOf(draft.guarantee.amount, draft.guarantee.currency) : null;
    const royalties = draft.royalties.map((one) => ({
        basis: one.basis,
        ...(isShare(one.basis)
            ? { share_ppm: Math.round(Number(one.share.replace(',', '.')) * 10_000) }
            : { amount_minor: minorOf(one.amount, one.currency), currency: one.currency.toUpperCase() }),
        ...(one.territories.trim() ? { territories: one.territories.trim() } : {}),
        ...(Number(one.from_units) > 0 ? { from_units: Number(one.from_units) } : {}),
    }));
    const sound =
        fees.every((one) => one.what && (one.amount_minor ?? 0) > 0) &&
        (!draft.guaranteed || (guarantee ?? 0) > 0) &&
        royalties.every((one) =>
            'share_ppm' in one
                ? Number.isInteger(one.share_ppm) &&
                  (one.share_ppm ?? 0) > 0 &&
                  (one.share_ppm ?? 0) <= 1_000_000
                : (one.amount_minor ?? 0) > 0,
        );
    if (!sound) return null;
    return {
        summary: draft.summary,
        starts: draft.starts,
        ends: draft.ends,
        fees: fees as Terms['fees'],
        guarantee:
            guarantee === null
                ? null
                : {
                      amount_minor: guarantee,
                      currency: draft.guarantee.currency.toUpperCase(),
                      recoupable: draft.guarantee.recoupable,
                      ...(draft.guarantee.due ? { due: draft.guarantee.due } : {}),
                  },
        royalties: royalties as Terms['royalties'],
        sources: draft.sources,
    } as Terms;
}
