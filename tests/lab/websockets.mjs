// A WebSocket server of the usual kind, to compare ours with. It says nothing. Prints its port when it listens, then serves.
//
//   node websockets.mjs <largest message, in octets>

import { createRequire } from 'node:module';

// The test run says where npm put the packages.
const require = createRequire(`${process.env.E2E_NODE_MODULES ?? import.meta.dirname}/`);
const { WebSocketServer } = require('ws');

const maxPayload = Number(process.argv[2]);
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, backlog: 511, maxPayload });
server.on('connection', (socket) => socket.on('message', () => {}));
server.on('listening', () => console.log(server.address().port));
