// The plain player page: asks for a playback session, plays it with Shaka Player, keeps its lease alive, and says
// truthfully why when there is nothing to play.
import { languageName, locale, texts } from './texts.js';

const $ = (id) => document.getElementById(id);
const stage = $('stage'), video = $('video');
const reference = decodeURIComponent(location.pathname.replace(/^\/play\//, ''));
const step_s = 10;

let csrf = '';
let player = null;
let session = null;
let heartbeat = 0;
let renewals = 0;
let stalled_ms = 0, stalled_since = 0, watched_ms = 0, watched_since = 0;

document.documentElement.lang = locale;
for (const node of document.querySelectorAll('[data-text]')) node.textContent = texts[node.dataset.text];
for (const node of document.querySelectorAll('[data-label]')) {
    node.setAttribute('aria-label', texts[node.dataset.label]);
    node.title = texts[node.dataset.label];
}

/** A name for this browser that lets it take over its own stream after a reload. */
function deviceId() {
    const key = 'nuri-device';
    let id = null;
    try { id = localStorage.getItem(key); } catch { /* storage may be forbidden */ }
    if (!/^[0-9a-f]{32}$/.test(id ?? '')) {
        id = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
        try { localStorage.setItem(key, id); } catch { /* then it is a new device each time */ }
    }
    return id;
}

async function call(method, path, body, options = {}) {
    const headers = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (csrf) headers['X-CSRF-Token'] = csrf;
    const response = await fetch(`/api/v1${path}`, { method, headers, credentials: 'same-origin', body: body === undefined ? undefined : JSON.stringify(body), ...options });
    const text = await response.text();
    let document_ = {};
    try { document_ = text ? JSON.parse(text) : {}; } catch { /* an answer that is no JSON says no more than its status */ }
    return { status: response.status, body: document_ };
}

function show(state) {
    stage.dataset.state = state;
    $('message').hidden = state !== 'message';
    $('sign-in').hidden = state !== 'sign-in';
    $('controls').hidden = state !== 'playing';
}

function say([title, text], more = '', action = null) {
    $('message-title').textContent = title;
    $('message-text').textContent = text;
    $('message-more').textContent = more;
    const button = $('message-action');
    button.hidden = action === null;
    if (action) {
        button.textContent = action.label;
        button.onclick = action.run;
    }
    show('message');
    if (action) button.focus();
}

const retry = { label: texts.retry, run: () => void begin() };

function refuse(status, problem) {
    const reason = problem.reason ?? (status === 404 ? 'not_found' : null);
    const known = texts.reasons[reason];
    if (!known) return say(texts.errors.playback, problem.detail ?? '', retry);
    let more = '';
    if (problem.opens_at) {
        more = texts.opens(new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' }).format(new Date(problem.opens_at)));
    }
    stage.dataset.reason = reason;
    say(known, more, reason === 'streams' ? retry : null);
}

async function begin() {
    show('loading');
    delete stage.dataset.reason;
    try {
        const me = await call('GET', '/me');
        if (me.status === 401) {
            show('sign-in');
            $('sign-in').elements.email.focus();
            return;
        }
        csrf = me.body.csrf_token ?? '';
        await open();
    } catch (error) {
        console.error(error);
        say(texts.errors.network, '', retry);
    }
}

async function open(resume_ms = null) {
    const asked = await call('POST', '/playback-sessions', { title: reference, device: { id: deviceId(), name: navigator.userAgent.slice(0, 100) } });
    if (asked.status === 401) return begin();
    if (asked.status !== 201) return refuse(asked.status, asked.body);
    session = asked.body;
    $('name').textContent = session.title?.name ?? '';
    const original = session.title?.original_name ?? '';
    $('original').textContent = original === session.title?.name ? '' : original;
    $('original').lang = session.title?.original_language ?? '';
    document.title = session.title?.name ? `${session.title.name} · nuri` : 'nuri';
    await load((resume_ms ?? session.resume_ms ?? 0) / 1000);
}

async function load(start_s) {
    const { shaka } = window;
    shaka.polyfill.installAll();
    if (!shaka.Player.isBrowserSupported()) return refuse(403, { reason: 'device' });
    if (!player) {
        player = new shaka.Player();
        player.setVideoContainer($('captions'));  // before attach(), which settles who draws the cues
        await player.attach(video);
        player.configure({
            streaming: { bufferingGoal: 30, rebufferingGoal: 1, retryParameters: { maxAttempts: 4, baseDelay: 400 } },
            manifest: { retryParameters: { maxAttempts: 3 } },
            abr: { defaultBandwidthEstimate: 3e6 },
            preferredAudio: [{ language: locale }],
        });
        player.addEventListener('error', (event) => void failed(event.detail));
        player.addEventListener('buffering', (event) => buffering(event.buffering));
        for (const name of ['trackschanged', 'adaptation', 'variantchanged', 'textchanged']) player.addEventListener(name, menus);
    }
    try {
        await player.load(session.dash, start_s > 0 ? start_s : undefined);
    } catch (error) {
        return failed(error);
    }
    menus();
    show('playing');
    clearInterval(heartbeat);
    heartbeat = setInterval(() => void beat(), (session.heartbeat_seconds ?? 20) * 1000);
    await video.play().catch(() => { /* a browser may want a gesture first: the play button is there */ });
    $('play').focus({ preventScroll: true, focusVisible: false });
    wake();
}

/** A grant that has run out is renewed in place, once in a while; anything else is told. */
async function failed(error) {
    const { shaka } = window;
    const forbidden = error?.code === shaka.util.Error.Code.BAD_HTTP_STATUS && error.data?.[1] === 403;
    if (forbidden && renewals < 5) {
        ++renewals;
        return open(video.currentTime * 1000);
    }
    console.error(error);
    clearInterval(heartbeat);
    say(texts.errors.playback, '', retry);
}

function buffering(now) {
    stage.toggleAttribute('data-buffering', now);
    const moment = performance.now();
    if (now) stalled_since = moment;
    else if (stalled_since) {
        stalled_ms += moment - stalled_since;
        stalled_since = 0;
    }
}

function report() {
    const moment = performance.now();
    if (watched_since) {
        watched_ms += moment - watched_since;
        watched_since = video.paused ? 0 : moment;
    }
    const active = player?.getVariantTracks().find((track) => track.active);
    const sent = {
        position_ms: Math.round(video.currentTime * 1000),
        state: video.ended ? 'ended' : video.paused ? 'paused' : 'playing',
        watched_ms: Math.round(watched_ms),
        stalled_ms: Math.round(stalled_ms),
        height: active?.height ?? 0,
        bitrate_bps: Math.round(active?.bandwidth ?? 0),
    };
    watched_ms = stalled_ms = 0;
    return sent;
}

async function beat() {
    if (!session) return;
    try {
        const answer = await call('POST', `/playback-sessions/${session.id}/heartbeat`, report());
        if (answer.status === 401 || answer.status === 403 || answer.status === 409) {
            video.pause();
            clearInterval(heartbeat);
            refuse(answer.status, answer.body);
        } else if (answer.status < 300) {
            renewals = 0;
        }
    } catch { /* the network may be away for a while; the lease outlives a missed beat */ }
}

function stop() {
    if (!session) return;
    const { id } = session;
    void call('POST', `/playback-sessions/${id}/stop`, report(), { keepalive: true }).catch(() => {});
}

function option(select, value, label, selected) {
    const node = document.createElement('option');
    node.value = value;
    node.textContent = label;
    node.selected = selected;
    select.append(node);
}

function menus() {
    if (!player) return;
    const audio = $('audio'), subtitles = $('subtitles'), quality = $('quality');
    audio.replaceChildren();
    const active = player.getVariantTracks().find((track) => track.active);
    for (const track of player.getAudioTracks()) option(audio, track.language, track.label || languageName(track.language), track.active);
    subtitles.replaceChildren();
    const shown = player.getTextTracks().find((track) => track.active && player.isTextTrackVisible?.() !== false);
    option(subtitles, '', texts.off, !shown);
    for (const track of player.getTextTracks()) option(subtitles, String(track.id), track.label || languageName(track.language), track.id === shown?.id);
    quality.replaceChildren();
    const adaptive = player.getConfiguration().abr.enabled;
    option(quality, '', adaptive && active?.height ? `${texts.auto} (${active.height}p)` : texts.auto, adaptive);
    const heights = new Map();
    for (const track of player.getVariantTracks()) if (track.height && track.language === active?.language) heights.set(track.height, track);
    for (const [height, track] of [...heights].sort((a, b) => b[0] - a[0])) option(quality, String(height), `${height}p`, !adaptive && track.active);
}

$('audio').onchange = (event) => player.selectAudioTrack(player.getAudioTracks().find((track) => track.language === event.target.value));
$('subtitles').onchange = (event) => {
    const track = player.getTextTracks().find(({ id }) => String(id) === event.target.value);
    player.selectTextTrack(track ?? null);
};
$('quality').onchange = (event) => {
    const height = Number(event.target.value);
    player.configure('abr.enabled', height === 0);
    if (height === 0) return menus();
    const language = player.getVariantTracks().find((track) => track.active)?.language;
    const track = player.getVariantTracks().find((candidate) => candidate.height === height && candidate.language === language);
    if (track) player.selectVariantTrack(track, true);
};

const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds || 0));
    const hours = Math.floor(whole / 3600), minutes = Math.floor(whole / 60) % 60;
    return `${hours ? `${hours}:${String(minutes).padStart(2, '0')}` : minutes}:${String(whole % 60).padStart(2, '0')}`;
};

const toggle = () => (video.paused ? video.play() : video.pause());
const jump = (seconds) => { video.currentTime = Math.min(Math.max(0, video.currentTime + seconds), video.duration || 0); };
const mute = () => { video.muted = !video.muted; };
const full = () => (document.fullscreenElement ? document.exitFullscreen() : stage.requestFullscreen());
const captions = () => {
    const tracks = player.getTextTracks();
    player.selectTextTrack(tracks.some((track) => track.active) ? null : tracks.find((track) => track.language === locale.slice(0, 2)) ?? tracks[0] ?? null);
};

$('play').onclick = toggle;
$('back').onclick = () => jump(-step_s);
$('forward').onclick = () => jump(step_s);
$('mute').onclick = mute;
$('full').onclick = full;
video.onclick = toggle;
$('position').oninput = (event) => { video.currentTime = (event.target.value / 1000) * (video.duration || 0); };

/** Cues stand on the picture, and step up from the controls while those are shown. */
function placeCaptions() {
    const { clientWidth: width, clientHeight: height } = stage;
    const picture = { width: video.videoWidth || 16, height: video.videoHeight || 9 };
    const scale = Math.min(width / picture.width, height / picture.height);
    const beside = (width - picture.width * scale) / 2, below = (height - picture.height * scale) / 2;
    const controls = stage.hasAttribute('data-idle') ? 0 : $('controls').offsetHeight;
    $('captions').style.inset = `${below}px ${beside}px`;
    $('captions').style.transform = `translateY(${-Math.max(0, controls - below)}px)`;
}
for (const name of ['loadedmetadata', 'resize']) video.addEventListener(name, placeCaptions);
addEventListener('resize', placeCaptions);

let idle = 0;
function wake() {
    stage.removeAttribute('data-idle');
    placeCaptions();
    clearTimeout(idle);
    // Whoever has a menu open is reading it.
    const rest_ms = document.activeElement?.tagName === 'SELECT' ? 8000 : 3000;
    idle = setTimeout(() => {
        stage.toggleAttribute('data-idle', stage.dataset.state === 'playing' && !video.paused);
        placeCaptions();
    }, rest_ms);
}
for (const name of ['pointermove', 'pointerdown', 'keydown', 'focusin']) addEventListener(name, wake);

addEventListener('keydown', (event) => {
    if (stage.dataset.state !== 'playing' || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|SELECT)$/.test(event.target.tagName) && event.target.id !== 'position') return;
    if (event.target.tagName === 'BUTTON' && (event.key === ' ' || event.key === 'Enter')) return;
    const action = { ' ': toggle, k: toggle, ArrowLeft: () => jump(-step_s), ArrowRight: () => jump(step_s), f: full, m: mute, c: captions }[event.key];
    if (!action) return;
    event.preventDefault();
    void action();
});

video.addEventListener('timeupdate', () => {
    const position = $('position');
    position.value = video.duration ? Math.round((video.currentTime / video.duration) * 1000) : 0;
    position.setAttribute('aria-valuetext', `${clock(video.currentTime)} / ${clock(video.duration)}`);
    $('time').textContent = `${clock(video.currentTime)} / ${clock(video.duration)}`;
});
video.addEventListener('play', () => { stage.removeAttribute('data-paused'); watched_since = performance.now(); wake(); });
video.addEventListener('pause', () => { stage.setAttribute('data-paused', ''); void beat(); watched_since = 0; wake(); });
video.addEventListener('volumechange', () => stage.toggleAttribute('data-muted', video.muted));
video.addEventListener('ended', () => { void beat(); say(texts.ended, '', { label: texts.watch_again, run: () => { show('playing'); video.currentTime = 0; void video.play(); } }); });
addEventListener('pagehide', stop);

$('sign-in').onsubmit = async (event) => {
    event.preventDefault();
    const form = event.target;
    $('sign-in-error').textContent = '';
    try {
        const answer = await call('POST', '/log-in', { email: form.elements.email.value, password: form.elements.password.value });
        if (answer.status === 200) {
            form.reset();
            return void begin();
        }
        $('sign-in-error').textContent = answer.status === 401 ? texts.errors.credentials : answer.status === 429 ? texts.errors.too_many : answer.body.detail ?? texts.errors.other;
    } catch {
        $('sign-in-error').textContent = texts.errors.network[1];
    }
};

// For whoever looks in from the console, and for the tests.
window.nuri = { get player() { return player; }, get session() { return session; } };

if (reference) void begin();
else refuse(404, {});
