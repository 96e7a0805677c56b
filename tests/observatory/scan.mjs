// MDN's HTTP Observatory judges pages of a relay. The scanner wants HTTPS, so this stands in front of the relay as a proxy
// does. It also judges no answer that says 404, so that status, and nothing else of an answer, is changed on the way.
// Prints one line of JSON for each page: its path, grade, score, and the tests that it did not pass.
//
//   NODE_EXTRA_CA_CERTS=<authority> node scan.mjs <port of the relay> <port> <certificate> <key> <path> …

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';

const [relay, port, certificate, key, ...paths] = process.argv.slice(2);
const scanner = `${import.meta.dirname}/node_modules/@mdn/mdn-http-observatory`;

// Lists that its install script would fetch: of hosts that browsers know by heart, and of suffixes. None is about us.
for (const [name, nothing] of [['hsts-preload', '{}'], ['tld-list', '[]']]) {
    const list = `${scanner}/conf/${name}.json`;
    if (!existsSync(list)) writeFileSync(list, nothing);
}
const { scan } = await import(`${scanner}/src/scanner/index.js`);

const front = https.createServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (asked, answer) => {
    const { url, method, headers } = asked;
    const behind = http.request({ host: '127.0.0.1', port: relay, path: url, method, headers }, (said) => {
        answer.writeHead(said.statusCode === 404 ? 200 : said.statusCode, said.headers);
        said.pipe(answer);
    });
    asked.pipe(behind);
});
await new Promise((listening) => front.listen(port, '127.0.0.1', listening));

for (const path of paths) {
    const { scan: result, tests } = await scan(`localhost:${port}${path}`);
    const failed = Object.entries(tests).filter(([, test]) => !test.pass).map(([name, test]) => `${name}: ${test.result}`);
    console.log(JSON.stringify({ path, grade: result.grade, score: result.score, failed }));
}
process.exit();
