'use strict';
(() => {
	const main = document.getElementById('main');
	const statusLine = document.getElementById('status');
	const dialog = document.getElementById('dialog');
	const updating = document.getElementById('updating');
	const NUMBERS = new Intl.NumberFormat('en');
	const HANDLERS = ['onclick', 'onsubmit'];
	let settings = { payloads: false, operations: false };
	let tail = null; // messages that were asked for, of the topic that is shown
	let shown = 0; // tells an answer that comes late from the one that is waited for

	/* Everything is text: nothing of a topic, a consumer or a message ever becomes HTML. */
	function el(name, attributes, ...children) {
		return fill(document.createElement(name), attributes, children);
	}
	function svg(name, attributes, ...children) {
		return fill(document.createElementNS('http://www.w3.org/2000/svg', name), attributes, children);
	}
	function fill(node, attributes, children) {
		for (const [key, value] of Object.entries(attributes || {})) {
			if (HANDLERS.includes(key)) node[key] = value;
			else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? '' : String(value));
		}
		for (const child of children.flat(Infinity)) {
			if (child !== null && child !== undefined) node.append(child instanceof Node ? child : String(child));
		}
		return node;
	}

	async function get(path, parameters) {
		const query = parameters ? '?' + new URLSearchParams(parameters) : '';
		return answer(await fetch('api/' + path + query, { headers: { Accept: 'application/json' } }));
	}
	async function operate(body) {
		const headers = { 'Content-Type': 'application/json', 'X-Topics-Console': '1' };
		const token = /(?:^|; )XSRF-TOKEN=([^;]+)/.exec(document.cookie);
		if (token) headers['X-XSRF-TOKEN'] = decodeURIComponent(token[1]);
		return answer(await fetch('api/operations', { method: 'POST', headers, body: JSON.stringify(body) }));
	}
	async function answer(response) {
		let body = null;
		try { body = await response.json(); }
		catch (notJson) { throw new Error('The application answered with status ' + response.status); }
		if (!response.ok) throw new Error((body && body.error) || 'The application answered with status ' + response.status);
		return body;
	}
	function tell(text, isError) {
		statusLine.textContent = text;
		statusLine.classList.toggle('error', Boolean(isError));
	}

	const number = (value) => (value === null || value === undefined) ? '–' : NUMBERS.format(value);
	function time(text) {
		if (!text) return '–';
		const at = new Date(text);
		const pad = (n, width = 2) => String(n).padStart(width, '0');
		const day = at.toDateString() === new Date().toDateString() ? '' : `${at.getFullYear()}-${pad(at.getMonth() + 1)}-${pad(at.getDate())} `;
		return el('time', { datetime: text, title: text }, `${day}${pad(at.getHours())}:${pad(at.getMinutes())}:${pad(at.getSeconds())}`);
	}
	/** Servers that keep no account of sizes say 0. */
	function stored(value) {
		return value ? bytes(value) : '–';
	}
	function bytes(value) {
		if (value < 1024) return number(value) + ' B';
		const units = ['KB', 'MB', 'GB', 'TB'];
		let unit = -1;
		do { value /= 1024; unit++; } while (value >= 1024 && unit < units.length - 1);
		return value.toFixed(1) + ' ' + units[unit];
	}
	const STATES = {
		RUNNING: ['good', '●'], CONNECTED: ['good', '●'], ACTIVE: ['good', '●'], PAUSED: ['warn', '❚❚'], STARTING: ['warn', '◐'],
		CONNECTING: ['warn', '◐'], RECONNECTING: ['warn', '◐'], STOPPING: ['warn', '◐'], RETRYING: ['warn', '↻'],
		RECOVERY_FAILING: ['bad', '▲'], HELD: ['bad', '▲'], FAILED: ['bad', '✖'], STOPPED: ['idle', '■'], CLOSED: ['idle', '■'], NEW: ['idle', '○'], SPLIT: ['idle', '◇']
	};
	function state(name) {
		const [tone, shape] = STATES[name] || ['idle', '○'];
		return el('span', { class: 'state ' + tone }, el('span', { 'aria-hidden': 'true' }, shape), name.charAt(0) + name.slice(1).toLowerCase().replace('_', ' '));
	}
	/** columns: [title, isNumber]; a row's first cell is its header. */
	function table(caption, columns, rows) {
		return el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption, 'data-key': 'table ' + caption },
			el('table', {},
				el('thead', {}, el('tr', {}, columns.map(([title, right]) => el('th', { scope: 'col', class: right ? 'number' : null }, title)))),
				el('tbody', {}, rows.map((row) => el('tr', {}, row.map((cell, i) => i === 0 ? el('th', { scope: 'row' }, cell) : el('td', { class: columns[i][1] ? 'number' : null }, cell)))))));
	}
	function button(label, key, action, aria) {
		return el('button', { type: 'button', 'data-key': key, 'aria-label': aria, onclick: action }, label);
	}
	const topicLink = (path) => el('a', { href: '#/topic/' + encodeURIComponent(path), 'data-key': 'topic ' + path, class: 'name' }, path);

	async function run(body, done) {
		tell('Working …');
		try {
			await operate(body);
			tell(done);
		}
		catch (failure) { tell(failure.message, true); throw failure; }
		finally { await show(); }
	}
	const attempt = (body, done) => run(body, done).catch(() => {});

	/** Asks before something is changed that can't be taken back easily. */
	function ask({ title, text, confirm, offset, action }) {
		const field = document.getElementById('dialog-offset');
		const problem = document.getElementById('dialog-error');
		document.getElementById('dialog-title').textContent = title;
		document.getElementById('dialog-text').textContent = text;
		problem.textContent = '';
		document.getElementById('dialog-field').hidden = offset === undefined;
		field.value = offset === undefined ? '' : String(offset);
		const yes = document.getElementById('dialog-confirm');
		yes.textContent = confirm;
		yes.disabled = false;
		const opener = document.activeElement && document.activeElement.dataset.key;
		const send = async () => {
			const value = field.value.trim();
			if (offset !== undefined && !/^\d{1,15}$/.test(value)) {
				problem.textContent = 'Offset: “' + value + '” (expected: a number, zero or more)';
				field.focus();
				return;
			}
			yes.disabled = true;
			try { await action(value); dialog.close(); }
			catch (failure) { problem.textContent = failure.message; }
			finally { yes.disabled = false; }
		};
		yes.onclick = send;
		field.onkeydown = (event) => { if (event.key === 'Enter') { event.preventDefault(); send(); } };
		document.getElementById('dialog-cancel').onclick = () => dialog.close();
		dialog.onclose = () => focusKey(opener);
		dialog.showModal();
		(offset === undefined ? document.getElementById('dialog-cancel') : field).focus();
	}

	async function topicsView() {
		const topics = await get('topics');
		const total = (topic) => topic.consumers.reduce((sum, c) => c.lag === null ? sum : sum + c.lag, 0);
		return ['Topics', [
			el('h1', {}, 'Topics'),
			el('p', { class: 'lead' }, topics.length === 0 ? 'This application uses no topics yet.' : 'Topics of this application, with the messages that each consumer has still to commit.'),
			topics.length === 0 ? null : table('Topics', [['Topic'], ['Partitions', true], ['Size', true], ['Last write'], ['Consumers'], ['Lag', true]],
				topics.map((topic) => topic.error ? [topicLink(topic.path), '–', '–', '–', el('span', { class: 'error' }, topic.error), '–']
					: [topicLink(topic.path), number(topic.partitions), stored(topic.storeSize), time(topic.lastWrite),
						topic.consumers.length === 0 ? '–' : topic.consumers.map((c) => el('div', { class: 'name' }, c.name + ' ', el('span', { class: 'small' }, c.lag === null ? 'no figure yet' : number(c.lag) + ' behind'))),
						number(total(topic))]))
		]];
	}

	function chart(consumers) {
		const all = consumers.flatMap((c) => c.samples);
		if (all.length < 2) return [el('p', { class: 'lead' }, 'The first figures come within a few seconds.')];
		const W = Math.min(1000, Math.max(300, main.clientWidth - 80)), H = 260, L = 64, R = 14, T = 14, B = 34;
		const ticks = W < 500 ? 1 : 3;
		const from = Math.min(...all.map((s) => s[0])), to = Math.max(...all.map((s) => s[0]));
		const top = Math.max(4, ...all.map((s) => s[1]));
		const step = [1, 2, 5, 10].map((n) => n * 10 ** Math.floor(Math.log10(top / 4 || 1))).find((n) => n * 4 >= top) || top / 4;
		const most = step * 4;
		const x = (at) => L + (to === from ? 0 : (at - from) / (to - from) * (W - L - R));
		const y = (lag) => H - B - lag / most * (H - T - B);
		const clock = (at) => new Date(at).toTimeString().slice(0, 8);
		const said = 'Lag over time: ' + consumers.map((c) => c.name + ' ' + number(c.lag) + ' messages now, ' + number(Math.max(0, ...c.samples.map((s) => s[1]))) + ' at most').join('; ');
		const picture = svg('svg', { viewBox: `0 0 ${W} ${H}`, role: 'img', 'aria-label': said });
		for (let i = 0; i <= 4; i++) {
			picture.append(svg('line', { class: 'grid', x1: L, x2: W - R, y1: y(i * step), y2: y(i * step) }), svg('text', { x: L - 8, y: y(i * step) + 4, 'text-anchor': 'end' }, number(i * step)));
		}
		for (let i = 0; i <= ticks; i++) {
			const at = from + (to - from) * i / ticks;
			picture.append(svg('text', { x: x(at), y: H - 10, 'text-anchor': i === 0 ? 'start' : i === ticks ? 'end' : 'middle' }, clock(at)));
		}
		consumers.forEach((c, i) => picture.append(svg('polyline', { class: `series c${i % 5} d${i % 5}`, points: c.samples.map((s) => x(s[0]).toFixed(1) + ',' + y(s[1]).toFixed(1)).join(' ') })));
		const legend = el('ul', { class: 'legend' }, consumers.map((c, i) => el('li', {}, svg('svg', { viewBox: '0 0 40 12', 'aria-hidden': 'true' }, svg('line', { class: `series c${i % 5} d${i % 5}`, x1: 0, x2: 40, y1: 6, y2: 6 })), el('span', { class: 'name' }, c.name), el('strong', { class: 'lag-now' }, number(c.lag)))));
		const rows = consumers.flatMap((c) => c.samples.slice(-20).reverse().map((s) => [c.name, clock(s[0]), number(s[1])]));
		return [legend, picture, el('details', { 'data-key': 'lag table' }, el('summary', { 'data-key': 'lag summary' }, 'The last figures as a table'), table('Lag over time', [['Consumer'], ['Time'], ['Messages behind', true]], rows))];
	}

	async function topicView(path) {
		const topic = await get('topic', { topic: path });
		return [path, [
			el('p', { class: 'small' }, el('a', { href: '#/topics' }, 'All topics')),
			el('h1', {}, path),
			el('p', { class: 'lead' }, number(topic.partitions.length) + (topic.partitions.length === 1 ? ' partition, ' : ' partitions, ') + (topic.storeSize ? bytes(topic.storeSize) + ', ' : '') + 'last write ', time(topic.lastWrite)),
			el('section', { 'aria-labelledby': 'lag-title' }, el('h2', { id: 'lag-title' }, 'Lag over time'), el('div', { class: 'card' }, topic.consumers.length === 0 ? el('p', {}, 'This topic has no consumers.') : chart(topic.consumers))),
			el('section', { 'aria-labelledby': 'consumers-title' }, el('h2', { id: 'consumers-title' }, 'Consumers'), topic.consumers.map((c) => consumer(path, c))),
			el('section', { 'aria-labelledby': 'partitions-title' }, el('h2', { id: 'partitions-title' }, 'Partitions'),
				table('Partitions', [['Partition'], ['State'], ['First offset', true], ['Next offset', true], ['Messages', true], ['Size', true], ['Last write'], ['Node', true]],
					topic.partitions.map((p) => [p.id, p.active ? state('ACTIVE') : [state('SPLIT'), p.children.length ? ' into ' + p.children.join(', ') : ''], number(p.start), number(p.end), number(p.end - p.start), stored(p.storeSize), time(p.lastWrite), p.node || '–']))),
			messages(path, topic)
		]];
	}
	function consumer(path, c) {
		return [el('h3', { class: 'name' }, c.name, el('span', { class: 'small' }, ' ' + number(c.lag) + ' behind')),
			table('Partitions of consumer ' + c.name, [['Partition'], ['Committed', true], ['Next offset', true], ['Lag', true], ['Read by'], ...(settings.operations ? [['Change']] : [])],
				c.partitions.map((p) => [p.id, number(p.committed), number(p.end), number(p.lag), p.reader ? el('span', { class: 'name' }, p.reader) : 'nobody',
					...(settings.operations ? [button('Restart from…', `restart ${c.name} ${p.id}`, () => ask({
						title: `Restart ${c.name} from an offset`,
						text: `Moves the committed offset of consumer ${c.name} in partition ${p.id}, forward or back (${p.start} to ${p.end}). Whoever reads it starts anew from there; messages come again or are passed over.`,
						confirm: 'Restart', offset: p.committed,
						action: (offset) => run({ operation: 'restart', topic: path, consumer: c.name, partition: p.id, offset }, `Consumer ${c.name} restarts partition ${p.id} from offset ${offset}.`)
					}), `Restart consumer ${c.name}, partition ${p.id}, from an offset`)] : [])]))];
	}

	function messages(path, topic) {
		if (!settings.payloads) return el('section', {}, el('h2', {}, 'Messages'), el('p', { class: 'lead' }, 'Messages are not shown in this application.'));
		const value = (name, otherwise) => (tail && tail.topic === path) ? tail[name] : otherwise;
		const input = (name, otherwise) => el('input', { name, inputmode: 'numeric', autocomplete: 'off', value: value(name, otherwise), 'data-key': 'tail ' + name });
		const form = el('form', { class: 'row', onsubmit: async (event) => {
			event.preventDefault();
			const parts = new FormData(event.currentTarget);
			tail = { topic: path, partition: parts.get('partition'), from: parts.get('from').trim(), count: parts.get('count').trim(), answer: null };
			tell('Reading …');
			try {
				const query = { topic: path, partition: tail.partition, count: tail.count };
				if (tail.from !== '') query.from = tail.from;
				tail.answer = await get('messages', query);
				tell(tail.answer.messages.length + ' messages' + (tail.answer.complete ? '.' : '; more did not come in time.'));
			}
			catch (failure) { tell(failure.message, true); }
			await show();
		} },
		el('label', {}, 'Partition', el('select', { name: 'partition', 'data-key': 'tail partition' }, topic.partitions.map((p) => el('option', { value: p.id, selected: String(p.id) === String(value('partition', '')) }, p.id)))),
		el('label', {}, 'From offset (empty: the last)', input('from', '')),
		el('label', {}, 'How many (100 at most)', input('count', '20')),
		el('button', { type: 'submit', 'data-key': 'tail go', id: 'load' }, 'Load messages'));
		const answer = (tail && tail.topic === path) ? tail.answer : null;
		return el('section', { 'aria-labelledby': 'messages-title' }, el('h2', { id: 'messages-title' }, 'Messages'),
			el('p', { class: 'lead' }, 'Read without a consumer: nobody’s offsets move.'), form,
			!answer ? null : answer.messages.length === 0 ? el('p', {}, 'There are no messages in that range.') : table('Messages of partition ' + tail.partition, [['Offset'], ['Written'], ['Producer'], ['Payload']],
				answer.messages.map((m) => [m.offset, time(m.writtenAt), [el('span', { class: 'name' }, m.producerId || '–'), el('div', { class: 'small' }, 'no. ' + m.sequenceNumber)],
					[el('pre', { class: 'payload' }, m.payload), el('div', { class: 'small' }, m.form === 'unreadable' ? 'can’t be read' : `${m.form}, ${bytes(m.size)}` + (m.shown < m.size ? `, ${number(m.shown)} B shown` : '')),
						m.metadata.map(([key, text]) => el('div', { class: 'small name' }, key + ' = ' + text))]])));
	}

	async function listenersView() {
		const listeners = await get('listeners');
		const one = (l) => {
			const active = ['STARTING', 'RUNNING', 'PAUSED'].includes(l.state);
			const act = (operation, label, done) => button(label, `${operation} ${l.id}`, () => attempt({ operation, listener: l.id }, `Listener ${l.id} ${done}.`), `${label} listener ${l.id}`);
			return el('article', { class: 'card', 'aria-labelledby': 'listener-' + l.id },
				el('h2', { id: 'listener-' + l.id, class: 'name' }, l.id), state(l.state),
				el('dl', {}, [['Since', time(l.since)], ['Topics', l.topics.map((path, i) => [i ? ', ' : '', topicLink(path)]).flat()], ['Consumer', l.consumer || 'none'], ['On errors', l.errorHandling], ...(l.failure ? [['Ended by', l.failure]] : [])].map(([k, v]) => [el('dt', {}, k), el('dd', {}, v)])),
				!settings.operations ? null : el('p', { class: 'buttons' },
					l.pauseRequested ? act('resume', 'Resume', 'goes on') : act('pause', 'Pause', 'is paused'),
					active ? button('Stop…', `stop ${l.id}`, () => ask({ title: `Stop ${l.id}`, text: 'It finishes what is in hand and gives its partitions back, until somebody starts it.', confirm: 'Stop', action: () => run({ operation: 'stop', listener: l.id }, `Listener ${l.id} stops.`) }), `Stop listener ${l.id}`) : act('start', 'Start', 'starts')),
				l.troubles.length === 0 ? null : [el('h3', {}, 'Partitions that do not get on'), table('Partitions of ' + l.id + ' that do not get on', [['Partition'], ['State'], ['Offset', true], ['Attempts', true], ['Since'], ['Cause'], ...(settings.operations ? [['Change']] : [])],
					l.troubles.map((t) => [el('span', { class: 'name' }, t.topic + ' ' + t.partition), state(t.kind), number(t.offset), t.attempt, time(t.since), el('span', { class: 'name' }, t.cause),
						...(settings.operations ? [t.kind !== 'HELD' ? '–' : troubleButtons(l, t)] : [])]))],
				!settings.operations || !active ? null : replayForm(l));
		};
		return ['Listeners', [el('h1', {}, 'Listeners'), el('p', { class: 'lead' }, listeners.length ? 'What handles messages in this application.' : 'This application has no listeners.'), listeners.map(one)]];
	}
	function troubleButtons(l, t) {
		const about = { listener: l.id, topic: t.topic, partition: t.partition };
		const where = `${t.topic} partition ${t.partition}`;
		return el('div', { class: 'buttons' },
			button('Release', `release ${l.id} ${where}`, () => attempt({ operation: 'release', ...about }, `${where} is tried again.`), `Release ${where}: try the message again`),
			button('Skip…', `skip ${l.id} ${where}`, () => ask({ title: 'Skip a message', text: `The message at offset ${t.offset} of ${where} is committed and lost to listener ${l.id}.`, confirm: 'Skip', action: () => run({ operation: 'skip', offset: t.offset, ...about }, `Offset ${t.offset} of ${where} was skipped.`) }), `Skip offset ${t.offset} of ${where}`));
	}
	function replayForm(l) {
		const input = (name, text, value) => el('label', {}, text, el('input', { name, value, autocomplete: 'off', 'data-key': `replay ${name} ${l.id}` }));
		const form = el('form', { class: 'row', onsubmit: (event) => {
			event.preventDefault();
			const parts = new FormData(event.currentTarget);
			const body = { operation: 'replay', listener: l.id, topic: parts.get('topic').trim(), partition: parts.get('partition').trim(), offset: parts.get('offset').trim() };
			ask({ title: `Replay ${l.id}`, text: `Listener ${l.id} goes on at offset ${body.offset} of ${body.topic} partition ${body.partition}: messages come again. What is committed stays committed.`, confirm: 'Replay', action: () => run(body, `Listener ${l.id} goes on at offset ${body.offset}.`) });
		} }, input('topic', 'Topic', l.topics[0]), input('partition', 'Partition', '0'), input('offset', 'From offset', '0'), el('button', { type: 'submit', 'data-key': 'replay go ' + l.id }, 'Replay…'));
		return el('details', { 'data-key': 'replay ' + l.id }, el('summary', { 'data-key': 'replay summary ' + l.id }, 'Replay from an offset'), form);
	}

	async function streamsView() {
		const streams = await get('streams');
		return ['Streams', [el('h1', {}, 'Streams'), el('p', { class: 'lead' }, streams.length ? 'Open connections to the server that carry messages.' : 'No stream is open.'),
			streams.length === 0 ? null : table('Streams', [['Stream'], ['Name'], ['Kind'], ['State'], ['Since'], ['Reconnects', true], ['Last error'], ['Topics']],
				streams.map((s) => [s.id, el('span', { class: 'name' }, s.name), s.kind, [state(s.state), s.attempt ? el('div', { class: 'small' }, 'attempt ' + s.attempt) : null], time(s.since), number(s.reconnects),
					s.lastError ? [el('span', { class: 'name' }, s.lastError), el('div', { class: 'small' }, time(s.lastErrorAt))] : 'none', s.topics.map((path) => el('div', { class: 'name' }, path))]))]];
	}

	/**
	 * Makes a node of the page like a new one, and leaves alone what is alike: what has the focus, is open, scrolled or
	 * filled in stays, and a button that is about to be clicked is not taken away.
	 */
	function morph(node, like) {
		if (node.nodeName !== like.nodeName || (node.dataset && node.dataset.key) !== (like.dataset && like.dataset.key)) {
			node.replaceWith(like);
			return;
		}
		if (node.nodeType === Node.TEXT_NODE) {
			if (node.data !== like.data) node.data = like.data;
			return;
		}
		for (const { name } of [...node.attributes]) {
			if (!like.hasAttribute(name) && name !== 'open') node.removeAttribute(name);
		}
		for (const { name, value } of like.attributes) {
			if (node.getAttribute(name) !== value) node.setAttribute(name, value);
		}
		for (const name of HANDLERS) {
			if (node[name] !== like[name]) node[name] = like[name];
		}
		morphChildren(node, [...like.childNodes]);
	}
	function morphChildren(node, wanted) {
		const present = [...node.childNodes];
		present.slice(wanted.length).forEach((surplus) => surplus.remove());
		wanted.forEach((child, i) => (i < present.length) ? morph(present[i], child) : node.append(child));
	}
	function focusKey(key) {
		if (!key) return;
		const again = [...main.querySelectorAll('[data-key]')].find((node) => node.dataset.key === key);
		if (again) again.focus({ preventScroll: true });
	}

	async function show(arriving) {
		const turn = ++shown;
		const [name, argument] = location.hash.replace(/^#\//, '').split('/');
		const view = name === 'topic' ? topicView : name === 'listeners' ? listenersView : name === 'streams' ? streamsView : topicsView;
		document.querySelectorAll('nav a').forEach((link) => {
			if (link.hash === (name === 'topic' || name === '' ? '#/topics' : '#/' + name)) link.setAttribute('aria-current', 'page');
			else link.removeAttribute('aria-current');
		});
		let content, title;
		try { [title, content] = await view(argument === undefined ? undefined : decodeURIComponent(argument)); }
		catch (failure) {
			if (turn === shown) {
				if (arriving) main.replaceChildren(el('h1', {}, 'Not shown'), el('p', { class: 'error' }, failure.message));
				tell(failure.message, true);
			}
			return;
		}
		if (turn !== shown) return;
		document.title = title + ' · Topics console';
		const nodes = content.flat(Infinity).filter((node) => node !== null);
		const focused = main.contains(document.activeElement) ? document.activeElement.dataset.key : null;
		if (arriving) main.replaceChildren(...nodes);
		else morphChildren(main, nodes);
		if (!arriving && !main.contains(document.activeElement)) focusKey(focused);
		main.dataset.view = name || 'topics';
		if (arriving === 'moved') { main.focus({ preventScroll: true }); window.scrollTo(0, 0); }
	}

	updating.addEventListener('click', () => updating.setAttribute('aria-pressed', String(updating.getAttribute('aria-pressed') !== 'true')));
	document.querySelector('.skip').addEventListener('click', (event) => { event.preventDefault(); main.focus(); });
	window.addEventListener('hashchange', () => { tail = null; tell(''); show('moved'); });
	setInterval(() => {
		if (updating.getAttribute('aria-pressed') === 'true' && !dialog.open && !document.hidden) show();
	}, 2000);
	(async () => {
		try { settings = await get('settings'); }
		catch (failure) { tell(failure.message, true); }
		await show('first');
	})();
})();
