import { mount } from 'svelte';
import App from './app/App.svelte';
import { hasHost } from './platform';
import './styles/base.css';

if (import.meta.env.MODE !== 'production' && !hasHost()) {
  const { startDemo } = await import('./demo');
  startDemo();
}

const target = document.getElementById('app');
if (target) mount(App, { target });
