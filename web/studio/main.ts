import '$system/tokens.css';
import '$system/base.css';
import '$system/studio.css';
import { i18n } from '$system/i18n.svelte';
import { startRouter } from '$system/router.svelte';
import { shade } from '$system/shade.svelte';
import { mount } from 'svelte';
import App from './App.svelte';
import { session } from './session.svelte';

i18n.speak(i18n.locale);
shade.start();
startRouter('/studio');
void session.load();
const target = document.getElementById('app');
if (target) mount(App, { target });
