// The page reads and changes the state of services by the actuator's endpoint alone, on the instance that served it.
const ENDPOINT = '/actuator/failfast';
const REFRESH = 1000;
const WAIT = 5000;
const ANSWERS = 12;

const $ = (id) => document.getElementById(id);

function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

/** Changes nothing that is the same already: what has the focus, or is being read out, stays. */
function say(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

async function json(url, options = {}) {
  const answer = await fetch(url, { signal: AbortSignal.timeout(WAIT), ...options });
  const body = await answer.json();
  if (!answer.ok) throw new Error(body.error ?? body.detail ?? answer.status);
  return body;
}

const trouble = { list: '', change: '' };

/** Each kind stays until it is over. */
function tell(kind, sentence) {
  trouble[kind] = sentence;
  const all = Object.values(trouble).filter(Boolean).join(' ');
  $('trouble').hidden = !all;
  say($('trouble'), all);
}

// --- broken services -------------------------------------------------------------------------------------------------

const STATES = {
  OPEN: 'OPEN: calls fail at once',
  HALF_OPEN: 'HALF_OPEN: the next call is the probe',
};

const FACTS = [
  ['remaining', 'Remaining'],
  ['until', 'Until'],
  ['since', 'Since'],
  ['trips', 'Trips'],
  ['who', 'Who'],
  ['reason', 'Why'],
];

function card(service) {
  const made = element('li', { className: 'card' });
  made.dataset.service = service.name;
  const heal = element('button', { type: 'button', className: 'plain heal', textContent: 'Heal' });
  heal.setAttribute('aria-label', `Heal ${service.name}`);
  heal.addEventListener('click', () => change(heal, service.name, { method: 'DELETE' }));
  made.append(
    element('div', { className: 'card-head' },
      element('h2', { className: 'mono', textContent: service.name }),
      element('span', { className: 'state' }),
      heal),
    element('dl', {}, ...FACTS.map(([fact, label]) =>
      element('div', { className: fact === 'reason' ? 'long' : '' },
        element('dt', { textContent: label }),
        element('dd', { className: fact === 'reason' ? `${fact} mono` : fact })))));
  return made;
}

function fill(card, service) {
  card.dataset.state = service.state;
  const facts = {
    state: STATES[service.state],
    remaining: service.state === 'HALF_OPEN' ? 'over' : duration(service.remainingSeconds),
    until: time(service.until),
    since: time(service.since),
    trips: String(service.trips ?? '–'),
    reason: service.reason ?? 'not said',
    who: service.trippedBy ?? 'not said',
  };
  for (const [fact, text] of Object.entries(facts)) say(card.querySelector(`.${fact}`), text);
}

function duration(seconds) {
  if (seconds == null) return 'no end is set';
  const days = Math.floor(seconds / 86400);
  if (days > 0) return `${days} d ${Math.floor(seconds / 3600) % 24} h`;
  const minutes = Math.floor(seconds / 60);
  return minutes > 0 ? `${minutes} min ${seconds % 60} s` : `${seconds} s`;
}

function time(instant) {
  if (!instant) return '–';
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return instant; // until further notice
  const today = date.toDateString() === new Date().toDateString();
  return today ? date.toLocaleTimeString() : date.toLocaleString();
}

function showServices(services) {
  const broken = services.filter((service) => service.state !== 'CLOSED');
  const cards = new Map([...$('broken').children].map((each) => [each.dataset.service, each]));
  for (const service of broken) {
    if (!cards.has(service.name)) {
      cards.set(service.name, $('broken').appendChild(card(service)));
      say($('changes'), `${service.name} is broken.`);
    }
    fill(cards.get(service.name), service);
  }
  for (const [name, each] of cards) {
    if (!broken.some((service) => service.name === name)) {
      each.remove();
      say($('changes'), `${name} works again.`);
    }
  }
  $('none').hidden = broken.length > 0;
  choices($('service'), services.map((service) => service.name));
}

function choices(select, names) {
  if ([...select.options].map((option) => option.value).join() === names.join()) return;
  const chosen = select.value;
  select.replaceChildren(...names.map((name) => new Option(name, name)));
  if (names.includes(chosen)) select.value = chosen;
}

async function refresh() {
  try {
    showServices((await json(ENDPOINT)).services);
    tell('list', '');
  } catch (failure) {
    tell('list', `What is broken is not known: ${failure.message}.`);
  }
}

async function change(button, name, request) {
  button.disabled = true;
  tell('change', '');
  try {
    await json(`${ENDPOINT}/${encodeURIComponent(name)}`, request);
    await refresh();
    if (!button.isConnected) $('broken-title').focus(); // the button went with its card
  } catch (failure) {
    tell('change', `${name} was not changed: ${failure.message}.`);
  } finally {
    button.disabled = false;
  }
}

$('break').addEventListener('submit', (event) => {
  event.preventDefault();
  const order = { reason: $('reason').value };
  if ($('duration').value) order.duration = $('duration').value;
  change(event.submitter, $('service').value, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(order),
  });
});

// --- guarded calls ---------------------------------------------------------------------------------------------------

let here;
let instances = {};

$('call').addEventListener('submit', (event) => {
  event.preventDefault();
  const target = new FormData(event.target).get('target');
  const names = target === 'all' ? Object.keys(instances) : [target];
  for (const name of names) call(name, event.submitter.value);
});

async function call(name, what) {
  const request = what === 'invoices' ? {} : {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ item: $('item').value }),
  };
  const begin = performance.now();
  let status = 'none';
  let text;
  let kind = 'bad';
  try {
    const answer = await fetch(`${name === here ? '' : instances[name]}/${what}`, { signal: AbortSignal.timeout(WAIT), ...request });
    const body = await answer.json();
    status = answer.status;
    [kind, text] = explain(answer, body);
  } catch (failure) {
    text = `no answer: ${failure.message}`;
  }
  const milliseconds = Math.round(performance.now() - begin);
  $('answers').prepend(element('li', {},
    element('span', { className: 'who', textContent: name }),
    element('span', { className: `status ${kind}`, textContent: `${status} ${what}` }),
    element('span', { className: 'ms', textContent: `${milliseconds} ms` }),
    element('span', { className: 'text', textContent: text })));
  while ($('answers').children.length > ANSWERS) $('answers').lastChild.remove();
}

function explain(answer, body) {
  if (body.source === 'SALES_API') return ['good', `${body.invoices.length} invoices from sales_api`];
  if (body.source === 'STORED') {
    return ['warn', `${body.invoices.length} stored invoices, ask again in ${body.retryAfterSeconds} s`];
  }
  if (answer.status === 201) return ['good', `${body.item} ordered, confirmation ${body.confirmation}`];
  const retryAfter = answer.headers.get('Retry-After');
  return [answer.status === 503 ? 'warn' : 'bad', `${body.detail}${retryAfter ? ` (Retry-After: ${retryAfter})` : ''}`];
}

// --- the third party -------------------------------------------------------------------------------------------------

let salesApi;

async function mood(request) {
  try {
    const now = await json(`${salesApi}/mood${request ? `/${request}` : ''}`, { method: request ? 'POST' : 'GET' });
    $('mood').elements.mood.value = now.mood;
    say($('calls'), now.calls === 1 ? '1 call has reached it.' : `${now.calls} calls have reached it.`);
  } catch (failure) {
    say($('calls'), `It does not answer: ${failure.message}`);
  }
}

$('mood').addEventListener('change', (event) => mood(event.target.value));

// --- begin -----------------------------------------------------------------------------------------------------------

function showInstances(instance) {
  here = instance.name;
  instances = { ...instance.instances };
  instances[here] ??= location.origin; // one that was started alone
  salesApi = instance.salesApi;
  document.title = `Broken services · ${here}`;
  say($('instance'), here);
  $('instances').append(...Object.entries(instances).map(([name, url]) => {
    const link = element('a', { href: `${url}/`, textContent: `${name} :${new URL(url).port}` });
    if (name === here) link.setAttribute('aria-current', 'page');
    return element('li', {}, link);
  }));
  const radio = (value, text) => element('label', {},
    element('input', { type: 'radio', name: 'target', value, checked: value === 'all' }), ` ${text}`);
  $('targets').append(radio('all', 'all'), ...Object.keys(instances).map((name) => radio(name, name)));
}

/** The next round begins when this one has ended: a slow instance is not asked ever more. */
async function everySecond() {
  await Promise.all([refresh(), mood()]);
  setTimeout(everySecond, REFRESH);
}

try {
  showInstances(await json('/instance'));
  everySecond();
} catch (failure) {
  tell('list', `This instance does not answer: ${failure.message}.`);
}
