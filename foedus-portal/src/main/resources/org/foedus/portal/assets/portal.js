// Improves pages that are complete without it: draws the curves from the points of their pictures,
// offers to copy digests and commands, and fetches a page again while something on it goes on.
(() => {
  'use strict';

  const dark = matchMedia('(prefers-color-scheme: dark)');
  const MAX_WAIT_SECONDS = 60;
  const SETTLE_MILLIS = 1500;
  const MAX_POINTS = 60;
  const words = document.body.dataset;
  let charts = [];
  let failures = 0;
  let told = false;
  let due = 0;

  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  const room = (figure) => Math.max(200, figure.querySelector('figcaption').clientWidth);

  /** How each of several lines is drawn; the pictures' sheet has the same. */
  const COLOURS = ['--accent', '--second', '--good', '--bad'];
  const DASHES = [[], [8, 5], [2, 5], [11, 4, 2, 4]];

  function line(label, rounds, percent, name, dash) {
    return {
      label,
      stroke: colour(name),
      dash,
      width: 2,
      points: { show: (u, i) => u.data[i].filter((v) => v !== null).length <= MAX_POINTS, size: 6 },
      spanGaps: true,
      value: (u, v) => (v === null || v === undefined ? '—' : percent ? (v * 100).toFixed(1) + ' %' : v.toFixed(4)),
    };
  }

  /** One line for the figure's own metric, or one for each name in its legend. */
  function lines(figure, rounds, percent) {
    const names = [...figure.querySelectorAll('.keys bdi')].map((n) => n.textContent);
    return names.length === 0
      ? [line(percent ? words.accuracy : words.loss, rounds, percent, percent ? '--accent' : '--second', [])]
      : names.map((name, i) => line(name, rounds, percent, COLOURS[i], DASHES[i]));
  }

  function options(figure, rounds, percent) {
    const axis = {
      stroke: colour('--muted'),
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      font: '12px ' + colour('--sans'),
    };
    const last = rounds[rounds.length - 1];
    return {
      width: room(figure),
      height: 240,
      padding: [10, 16, 0, 0],
      legend: { live: true },
      cursor: { y: false, drag: { x: false, y: false } },
      scales: {
        x: { time: false, range: [rounds[0], Math.max(last, rounds[0] + 1)] },
        y: { range: (u, min, max) => (percent ? [0, 1] : [0, (max || 1) * 1.08]) },
      },
      axes: [
        { ...axis, space: 48, values: (u, ticks) => ticks.map((t) => (Number.isInteger(t) ? t : '')) },
        { ...axis, size: 52, values: (u, ticks) => ticks.map((t) => (percent ? Math.round(t * 100) + '%' : t)) },
      ],
      series: [
        { label: words.round },
        ...lines(figure, rounds, percent),
      ],
    };
  }

  function draw() {
    charts.forEach((chart) => chart.plot.destroy());
    charts = [];
    if (typeof uPlot === 'undefined') return;
    for (const figure of document.querySelectorAll('figure[data-series]')) {
      const percent = figure.dataset.series === 'accuracy';
      const data = JSON.parse(figure.dataset.points);
      if (data[0].length === 0) continue;
      const picture = figure.querySelector('svg[role=img]');
      const plot = new uPlot(options(figure, data[0], percent), data, figure);
      plot.root.setAttribute('role', 'img');
      plot.root.setAttribute('aria-label', picture.getAttribute('aria-label'));
      figure.classList.add('drawn');
      charts.push({ plot, figure });
    }
  }

  function fit() {
    for (const { plot, figure } of charts) {
      const width = room(figure);
      if (width !== plot.width) plot.setSize({ width, height: plot.height });
    }
  }

  function offerCopies() {
    if (!navigator.clipboard) return;
    for (const code of document.querySelectorAll('code.copy')) {
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'copier';
      button.textContent = words.copy;
      button.setAttribute('aria-label', words.copy + ' ' + code.textContent.slice(0, 40));
      button.addEventListener('click', async () => {
        try {
          await navigator.clipboard.writeText(code.textContent);
          button.textContent = words.copied;
        } catch {
          getSelection().selectAllChildren(code);
          button.textContent = words.selected;
        }
        setTimeout(() => (button.textContent = words.copy), 1500);
      });
      if (code.closest('pre')) code.before(button);
      else code.after(button);
    }
  }

  /** Says how much of a field's room is used; the browser sends no more than fits, and cuts nothing. */
  function count() {
    for (const field of document.querySelectorAll('[data-most]:not([data-counted])')) {
      const most = Number(field.dataset.most);
      const line = document.createElement('span');
      line.className = 'count muted';
      line.setAttribute('aria-live', 'polite');
      const tell = () => {
        const used = field.value.trim().length;
        const room = used + ' / ' + most;
        line.textContent = used * 2 > most ? room : '';
        field.setCustomValidity(used > most ? room : '');
      };
      field.dataset.counted = 'yes';
      field.addEventListener('input', tell);
      field.after(line);
      tell();
    }
  }

  /** Whether the reader has put something into a field. */
  function changed(field) {
    if (field.type === 'radio' || field.type === 'checkbox') return field.checked !== field.defaultChecked;
    if (field.tagName === 'SELECT') return [...field.options].some((o, i) => o.selected !== (o.defaultSelected || (i === 0 && !field.querySelector('[selected]'))));
    return field.value !== field.defaultValue;
  }

  /** Whether replacing the page's content now would take something from the reader's hands. */
  function busy(main) {
    const selection = getSelection();
    const selecting = !selection.isCollapsed && main.contains(selection.anchorNode);
    const focused = main.contains(document.activeElement) && document.activeElement !== main;
    const writing = [...main.querySelectorAll('input, textarea, select')].some(
      (field) => field === document.activeElement || changed(field));
    return selecting || writing || (focused && document.activeElement.matches('button, a'));
  }

  function swap(fresh) {
    const main = document.querySelector('main');
    const next = fresh.querySelector('main');
    if (!next) throw new Error('not a page');
    const scrolls = [...main.querySelectorAll('.scroll')].map((s) => [s.scrollLeft, s.scrollTop]);
    const focus = document.activeElement && document.activeElement.getAttribute('aria-label');
    main.replaceWith(document.adoptNode(next));
    const regions = [...next.querySelectorAll('.scroll')];
    regions.forEach((s, i) => scrolls[i] && s.scrollTo(scrolls[i][0], scrolls[i][1]));
    const focused = focus && regions.find((s) => s.getAttribute('aria-label') === focus);
    if (focused) focused.focus({ preventScroll: true });
    const footer = fresh.querySelector('footer');
    if (footer) document.querySelector('footer').replaceWith(document.adoptNode(footer));
    enhance();
  }

  async function refresh() {
    const main = document.querySelector('main');
    if (!document.hidden && !busy(main)) {
      try {
        const answer = await fetch(location.href, { cache: 'no-store', credentials: 'same-origin' });
        if (!answer.ok) throw new Error(String(answer.status));
        const fresh = new DOMParser().parseFromString(await answer.text(), 'text/html');
        if (!busy(main)) swap(fresh);
        failures = 0;
      } catch {
        failures++;
      }
      say();
    }
    plan();
  }

  /** Tells the reader whether what is seen is kept up to date. */
  function say() {
    const main = document.querySelector('main');
    let line = document.getElementById('live');
    if (!main.dataset.refresh) {
      if (line) line.remove();
      return;
    }
    if (!line) {
      line = document.createElement('p');
      line.id = 'live';
      line.setAttribute('role', 'status');
      document.querySelector('.bar').append(line);
    }
    const state = failures > 0 ? 'stale' : 'live';
    if (line.className !== state) {
      line.className = state;
      line.textContent = failures > 0 ? words.stale : words.live;
    }
  }

  /** Fetches again after a while; seldom where the hub tells of changes. */
  function plan() {
    const seconds = Number(document.querySelector('main').dataset.refresh);
    clearTimeout(due);
    if (seconds > 0) {
      const wait = told ? MAX_WAIT_SECONDS : Math.min(seconds * 2 ** failures, MAX_WAIT_SECONDS);
      due = setTimeout(refresh, wait * 1000);
    }
  }

  /** Hears that the ledger has grown, and fetches soon: many entries make one fetch. */
  function listen() {
    const { events, refresh: live } = document.querySelector('main').dataset;
    if (!events || !live || typeof EventSource === 'undefined') return;
    const source = new EventSource(events);
    let first = true;
    source.addEventListener('ledger', () => {
      if (!told) {
        told = true;
        plan();
      }
      if (!first && document.querySelector('main').dataset.refresh) {
        clearTimeout(due);
        due = setTimeout(refresh, SETTLE_MILLIS);
      }
      first = false;
    });
    source.addEventListener('error', () => {
      told = false;
      plan();
    });
    addEventListener('pagehide', () => source.close());
  }

  function enhance() {
    draw();
    offerCopies();
    count();
  }

  enhance();
  say();
  plan();
  listen();
  dark.addEventListener('change', draw);
  addEventListener('resize', fit);
})();
