// What the components themselves say.
import { catalogues } from './i18n.svelte';

const en = {
    close: 'Close',
    loading: 'Loading',
    retry: 'Try again',
    earlier: 'Earlier in this row',
    later: 'Further in this row',
    show_password: 'Show password',
    hide_password: 'Hide password',
    offline: 'You are offline. What is on the screen may be out of date.',
    dismiss: 'Dismiss',
    take_away: 'Take away',
    choose_file: 'Choose a file',
    choose_files: 'Choose files',
    choose_folder: 'Choose a folder',
    moved: (name: string, place: number, of: number) => `${name}: place ${place} of ${of}`,
    move_hint: 'Alt with the arrow keys moves it.',
    move: (name: string) => `Move ${name}`,
    zoom_in: 'Closer',
    zoom_out: 'Further away',
    zoom_all: 'The whole world',
};

const ko: typeof en = {
    close: '닫기',
    loading: '불러오는 중',
    retry: '다시 시도',
    earlier: '이 줄의 앞쪽',
    later: '이 줄의 뒤쪽',
    show_password: '비밀번호 보기',
    hide_password: '비밀번호 숨기기',
    offline: '오프라인입니다. 화면의 내용이 최신이 아닐 수 있습니다.',
    dismiss: '지우기',
    take_away: '빼기',
    choose_file: '파일 선택',
    choose_files: '파일 선택',
    choose_folder: '폴더 선택',
    moved: (name, place, of) => `${name}: ${of}개 가운데 ${place}번째`,
    move_hint: 'Alt와 화살표 키로 옮깁니다.',
    move: (name) => `${name} 옮기기`,
    zoom_in: '확대',
    zoom_out: '축소',
    zoom_all: '전 세계 보기',
};

export const system = catalogues({ en, ko });
