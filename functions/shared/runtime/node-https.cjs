'use strict';
// What the bundles get for node:https, as for node:http: see node-http.cjs.
module.exports = process.getBuiltinModule('node:https');
