import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { errorCatalogue } from "./error-catalogue";

writeFileSync(join(__dirname, "docs", "errors.md"), errorCatalogue());
