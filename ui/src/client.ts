import { mount } from 'svelte';
import { clientDesk } from './api/client';
import ClientScreen from './features/client-screen/ClientScreen.svelte';
import { hasHost } from './platform';
import { keepPage } from './shared/keep-page';
import './styles/base.css';

if (import.meta.env.MODE !== 'production' && !hasHost()) {
  const { startDemo } = await import('./demo');
  startDemo();
}

keepPage();
const target = document.getElementById('app');
if (target) mount(ClientScreen, { target, props: { desk: clientDesk } });
