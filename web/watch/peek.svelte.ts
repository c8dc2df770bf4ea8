// Which card is looked at more closely, and where it stands. There is one at a time, drawn by Peek.svelte above the page.
import type { Card } from './api';

/** How long the pointer, or the focus, rests on a card before it opens. */
const rest_ms = { pointer: 450, focus: 700 };

class Peek {
    card = $state.raw<Card | null>(null);
    anchor = $state.raw<HTMLElement | null>(null);
    private timer: ReturnType<typeof setTimeout> | undefined;

    soon(card: Card, anchor: HTMLElement, why: keyof typeof rest_ms) {
        clearTimeout(this.timer);
        if (this.anchor !== anchor) this.timer = setTimeout(() => { if (anchor.isConnected) [this.card, this.anchor] = [card, anchor]; }, rest_ms[why]);
    }

    close() {
        clearTimeout(this.timer);
        this.card = this.anchor = null;
    }
}

export const peek = new Peek();

const wanted = () => matchMedia('(hover: hover) and (min-width: 48rem)').matches;

/** Lets a card open when somebody looks at it. */
export function peekable(node: HTMLElement, card: Card) {
    const over = () => { if (wanted()) peek.soon(card, node, 'pointer'); };
    const out = (event: PointerEvent) => { if (!(event.relatedTarget as Element | null)?.closest?.('.peek')) peek.close(); };
    const focus = (event: FocusEvent) => { if (wanted() && (event.target as Element).matches(':focus-visible')) peek.soon(card, node, 'focus'); };
    const blur = () => peek.close();
    node.addEventListener('pointerenter', over);
    node.addEventListener('pointerleave', out);
    node.addEventListener('focusin', focus);
    node.addEventListener('focusout', blur);
    return {
        update(to: Card) { card = to; },
        destroy() {
            if (peek.anchor === node) peek.close();
            node.removeEventListener('pointerenter', over);
            node.removeEventListener('pointerleave', out);
            node.removeEventListener('focusin', focus);
            node.removeEventListener('focusout', blur);
        },
    };
}
