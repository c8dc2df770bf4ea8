import { application } from '../build.js';

export default application(import.meta.dirname ?? new URL('.', import.meta.url).pathname);
