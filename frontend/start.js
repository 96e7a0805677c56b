// Starts the program. The names of its files change with their content, so they are read from the links that the build
// puts into the head, which also say what that content has to be. Where the program cannot start, the page says why.
const link = (rel) => document.head.querySelector(`link[rel=${rel}]`);

const say = (id) => {
    document.querySelector('.waiting')?.remove();
    document.getElementById(id)?.removeAttribute('hidden');
};

if (typeof WebAssembly !== 'object') {
    say('cannot-run');
} else {
    try {
        const { default: start } = await import(link('modulepreload').href);
        const { href, integrity } = link('preload');
        await start({ module_or_path: fetch(href, { integrity }) });
    } catch (error) {
        say('did-not-come');
        throw error;
    }
}
