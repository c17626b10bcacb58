import { mount, type Component } from 'svelte';
import App from './app/App.svelte';
import { hasHost } from './platform';
import { keepPage } from './shared/keep-page';
import './styles/base.css';
import './styles/print.css';

const target = document.getElementById('app');
let view: Component = App;

if (import.meta.env.MODE !== 'production' && !hasHost()) {
  const { startDemo } = await import('./demo');
  view = startDemo() ?? view;
}

keepPage();
if (target) mount(view, { target });
