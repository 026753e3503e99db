/** How many rows are drawn at once. A browser takes seconds for ten thousand. */
export const SHOWN_ROWS = 500;

/**
 * Sorts and filters the table of targets. The page is readable without it: the controls are hidden until it runs. It
 * finds everything in the page itself, so the page has each fact once. No `<` may be in it: it stands in HTML.
 */
export const FLEET_SCRIPT = `(() => {
  const body = document.querySelector('.fleet tbody');
  const controls = document.querySelector('.controls');
  if (!body || !controls) return;
  const rows = [...body.rows].map((row, place) => ({ row, place, text: row.textContent.toLowerCase(), state: row.dataset.s, wave: row.dataset.n, group: row.dataset.g || '' }));
  const [search, state, wave, group] = ['q', 's', 'n', 'g'].map((name) => controls.querySelector('[name=' + name + ']'));
  const count = controls.querySelector('output');
  const more = document.querySelector('.more');
  let limit = ${SHOWN_ROWS};
  let order = rows;
  const show = () => {
    const words = search.value.toLowerCase().split(' ').filter(Boolean);
    const chosen = new Set(order.filter((one) =>
      (!state.value || one.state === state.value || (state.value === 'x' && (one.state === 'f' || one.state === 'u'))) &&
      (!wave || !wave.value || one.wave === wave.value) &&
      (!group || !group.value || one.group === group.value) &&
      words.every((word) => one.text.includes(word))));
    let drawn = 0;
    for (const one of order) {
      const isDrawn = chosen.has(one) && limit > drawn;
      if (isDrawn) drawn += 1;
      one.row.hidden = !isDrawn;
    }
    const text = chosen.size + ' of ' + rows.length + ' targets';
    count.textContent = text;
    more.hidden = drawn === chosen.size;
    more.querySelector('button').textContent = 'Show all ' + chosen.size + ' (now ' + drawn + ')';
  };
  const filter = () => { limit = ${SHOWN_ROWS}; show(); };
  for (const control of [search, state, wave, group]) if (control) control.addEventListener('input', filter);
  more.querySelector('button').addEventListener('click', () => { limit = Infinity; show(); });
  const compare = new Intl.Collator(undefined, { numeric: true }).compare;
  const valueOf = (one, column) => {
    const cell = one.row.cells[column];
    return cell.dataset.v === undefined ? cell.firstChild ? cell.firstChild.textContent : '' : Number(cell.dataset.v);
  };
  for (const [column, head] of [...document.querySelectorAll('.fleet thead th')].entries()) {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener('click', () => {
      const down = head.getAttribute('aria-sort') === 'ascending';
      for (const other of head.parentNode.cells) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const keyed = rows.map((one) => [valueOf(one, column), one]);
      keyed.sort(([a, one], [b, other]) => ((typeof a === 'number' ? a - b : compare(a, b)) * (down ? -1 : 1)) || one.place - other.place);
      order = keyed.map(([, one]) => one);
      body.append(...order.map((one) => one.row));
      show();
    });
  }
  controls.hidden = false;
  // A link to the details of a failure opens them.
  const open = () => {
    const details = location.hash && document.getElementById(location.hash.slice(1));
    if (details) details.open = true;
  };
  addEventListener('hashchange', open);
  open();
  show();
})()`;
