'use strict';
// What the bundles get for node:http. An ES module that imports it makes Node read every one of its exports, and one of
// them, WebSocket, loads the whole of undici: 20 to 50 ms of every cold start. Asked for like this Node reads none, and
// Lambda's runtime has it loaded already.
module.exports = process.getBuiltinModule('node:http');
