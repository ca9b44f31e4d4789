#!/usr/bin/env node
// In the repository the command runs from its sources; the package that build.ts makes holds them compiled, and not this file.
require("tsx/cjs");
require("./command/main.ts");
