/* Filters the packages as one types. Without it the page shows them all. */

const search = document.querySelector('#_search');
const count = document.querySelector('#_count');
const repos = document.querySelector('#_repos');

const packages = Array.from(document.querySelectorAll('#_packages > li'), (item) => ({
	item,
	text: Array.from(item.querySelectorAll('h2, p'), (part) => part.textContent.toLowerCase()).join('\n'),
}));

function filter() {
	const words = search.value.toLowerCase().split(/\s+/);
	let found = 0;
	for (const { item, text } of packages) {
		const isFound = words.every((word) => text.includes(word));
		if (isFound) found += 1;
		if (item.hidden === isFound) item.hidden = !isFound;
	}
	count.textContent = `${found} of ${packages.length} packages`;
}

search.addEventListener('input', filter);

document.addEventListener('keydown', (event) => {
	if (event.key === '/' && !event.ctrlKey && !event.metaKey && !event.altKey && event.target !== search) {
		event.preventDefault();
		search.focus();
	} else if (event.key === 'Escape' && event.target === search) {
		search.value = '';
		filter();
	}
});

// a link to a package that the filter hides shows it again
addEventListener('hashchange', () => {
	const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
	if (target?.hidden) {
		search.value = '';
		filter();
		target.scrollIntoView();
	}
});

// where the page lies beside the index, its own link says what the index's is
if (repos.dataset.index !== '' && location.protocol.startsWith('http'))
	repos.textContent = new URL(repos.dataset.index, location.href).href;

document.querySelector('#_filter').hidden = false;
if (search.value !== '') filter(); // the browser has kept it
