// What csp_evaluator finds in a content security policy, as JSON. The smaller a severity, the worse.
//
//   node policy.mjs <policy>

import { createRequire } from 'node:module';

// The test run says where npm put the packages.
const require = createRequire(`${process.env.E2E_NODE_MODULES ?? import.meta.dirname}/`);
const { CspEvaluator } = require('csp_evaluator/dist/evaluator.js');
const { CspParser } = require('csp_evaluator/dist/parser.js');

console.log(JSON.stringify(new CspEvaluator(new CspParser(process.argv[2]).csp).evaluate()));
