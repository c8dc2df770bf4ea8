// Short notices at the foot of the page. At most three at once; each goes by itself, later where it offers an act.

export interface ToastAct {
    label: string;
    run: () => void;
}
export interface Toast {
    id: number;
    text: string;
    tone: 'plain' | 'good' | 'danger';
    act?: ToastAct;
}

const shown_max = 3;
const stays_ms = 5000,
    danger_stays_ms = 8000,
    act_stays_ms = 12_000;
let next = 1;
export const toasts = $state<Toast[]>([]);

export function dismiss(id: number) {
    const at = toasts.findIndex((toast) => toast.id === id);
    if (at >= 0) toasts.splice(at, 1);
}

export function tell(text: string, tone: Toast['tone'] = 'plain', act?: ToastAct) {
    const id = next++;
    toasts.push({ id, text, tone, act });
    while (toasts.length > shown_max) toasts.shift();
    setTimeout(() => dismiss(id), act ? act_stays_ms : tone === 'danger' ? danger_stays_ms : stays_ms);
}
