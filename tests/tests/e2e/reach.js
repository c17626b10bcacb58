// What a person at the keyboard meets on this page. Read by accessible.rs; `arguments[0]` says which of four it is.
const [wanted] = arguments;

const visible = (e) => e.checkVisibility({ visibilityProperty: true }) && e.getClientRects().length > 0;
const top = document.querySelector('dialog:modal') ?? document.body;

const nameOf = (e) => {
  const by = e.getAttribute('aria-labelledby');
  const named = by ? by.split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join(' ') : '';
  return (named || e.getAttribute('aria-label') || e.labels?.[0]?.textContent || e.textContent || e.title || '').trim();
};

/** A control's group: radios of one name are one stop for Tab. */
const stop = (e) => (e.type === 'radio' ? `radio ${e.name}` : e);

const controls = () =>
  [...top.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')].filter(
    (e) => e.tabIndex >= 0 && !e.disabled && visible(e),
  );

if (wanted === 'begin') {
  window.__stops = new Set();
  document.activeElement?.blur();
  return null;
}

// 'sight' looks at the same control once more.
if (wanted === 'step' || wanted === 'sight') {
  const e = document.activeElement;
  if (!e || e === document.body || e === document.documentElement) return { nothing: true };
  const again = wanted === 'step' && window.__stops.has(stop(e));
  window.__stops.add(stop(e));
  // A control that shows its focus elsewhere shows it on what stands for it.
  const shown = [e, e.nextElementSibling, ...(e.labels ?? []), e.parentElement, e.parentElement?.parentElement].some((each) => {
    if (!each || !(each === e || each.matches(':focus-within') || each.previousElementSibling === e)) return false;
    const style = getComputedStyle(each);
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow.includes('inset');
  });
  const box = (e.labels?.[0] && e.getBoundingClientRect().width < 2 ? e.labels[0] : e).getBoundingClientRect();
  // In the middle of what the window shows of it.
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const [x, y] = [middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight)];
  const there = document.elementFromPoint(x, y);
  const within = box.left >= -1 && box.right <= innerWidth + 1 && box.top < innerHeight && box.bottom > 0;
  const uncovered = there !== null && (there === e || e.contains(there) || there.contains(e) || [...(e.labels ?? [])].some((l) => l.contains(there)));
  const instead = uncovered ? '' : ` (at ${Math.round(x)}, ${Math.round(y)} is ${there?.outerHTML.slice(0, 80)})`;
  return { again, instead, name: nameOf(e) || e.outerHTML.slice(0, 120), named: nameOf(e) !== '', shown, seen: within && uncovered };
}

// 'left': what Tab never came to, and whether the page is wider than the window.
return {
  missed: controls().filter((e) => !window.__stops.has(stop(e))).map((e) => nameOf(e) || e.outerHTML.slice(0, 120)),
  wider: document.documentElement.scrollWidth - innerWidth,
};
