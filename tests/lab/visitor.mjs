// As much of a browser as the forms of the lab's OpenID provider need.

/** Somebody with cookies. */
export class Visitor {
  #cookies = new Map();

  /** Follows redirects up to a page, or up to an address that begins with `end`, which is not fetched. */
  async follow(url, form, end) {
    let response = await this.#request(url, form);
    while (response.headers.has('location')) {
      url = new URL(response.headers.get('location'), url);
      if (end && url.href.startsWith(end)) return { url };
      response = await this.#request(url);
    }
    return { url, page: await response.text() };
  }

  /** Sends the form of a page; `values` go along with its hidden ones. */
  submit(at, values, end) {
    const action = at.page?.match(/<form[^>]* action="([^"]+)"/)?.[1];
    if (!action) throw new Error(`no form at ${at.url}: ${at.page}`);
    const hidden = at.page.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g);
    const form = Object.fromEntries([...hidden].map(([, name, value]) => [name, value]));
    return this.follow(new URL(action, at.url), { ...form, ...values }, end);
  }

  /** Signs in and allows what is asked. */
  async signIn(at, login, end) {
    for (const prompt of ['login', 'consent']) {
      at = await this.submit(at, { prompt, login, password: 'any' }, end);
    }
    return at;
  }

  /** One request with the cookies so far; redirects are followed by hand so that each may set cookies. */
  async #request(url, form) {
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      redirect: 'manual',
    });
    for (const cookie of response.headers.getSetCookie()) {
      const [name, value] = cookie.split(';')[0].split('=');
      this.#cookies.set(name, value);
    }
    return response;
  }
}
