import '@testing-library/jest-dom/vitest';
import { configure } from '@testing-library/dom';
import { afterEach, beforeEach } from 'vitest';
import { setLocale } from '@/i18n';

// A busy machine is slow; what is waited for must not depend on it.
configure({ asyncUtilTimeout: 10_000 });

// jsdom knows <dialog> but can't open one.
HTMLDialogElement.prototype.showModal ??= function (this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function (this: HTMLDialogElement) {
  this.open = false;
  this.dispatchEvent(new Event('close'));
};

beforeEach(() => setLocale('en'));

afterEach(() => {
  document.body.replaceChildren();
});
