export { m } from './paraglide/messages.js';
export { inLocale, locale, setLocale, tag, type Locale, type Message } from './locale.svelte';
