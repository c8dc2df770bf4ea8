import '$system/tokens.css';
import '$system/base.css';
import { mount } from 'svelte';
import { i18n } from '$system/i18n.svelte';
import { startRouter } from '$system/router.svelte';
import { startSpatialNavigation } from '$system/spatial';
import App from './App.svelte';
import { session } from './session.svelte';

i18n.speakTo(null);
startRouter();
startSpatialNavigation();
void session.load();
const target = document.getElementById('app');
if (target) mount(App, { target });
