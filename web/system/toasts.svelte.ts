// Short notices at the foot of the page. At most three at once; each goes by itself.

export interface Toast { id: number; text: string; tone: 'plain' | 'good' | 'danger' }

const shown_max = 3;
let next = 1;
export const toasts = $state<Toast[]>([]);

export function dismiss(id: number) {
    const at = toasts.findIndex((toast) => toast.id === id);
    if (at >= 0) toasts.splice(at, 1);
}

export function tell(text: string, tone: Toast['tone'] = 'plain') {
    const id = next++;
    toasts.push({ id, text, tone });
    while (toasts.length > shown_max) toasts.shift();
    setTimeout(() => dismiss(id), tone === 'danger' ? 8000 : 5000);
}
