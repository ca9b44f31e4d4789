// Loaded with --require into each Node.js process of a measured command: writes its peak memory to a file of its own at exit.
const { writeFileSync } = require("node:fs");
const { join } = require("node:path");

const folder = process.env.RECORD_MEMORY_FOLDER;
if (folder) {
    process.on("exit", () => {
        // maxRSS is in kilobytes (https://nodejs.org/api/process.html#processresourceusage).
        writeFileSync(
            join(folder, `${process.pid}.json`),
            JSON.stringify({ command: process.argv[1], kilobytes: process.resourceUsage().maxRSS }),
        );
    });
}
