// One measured preview, in a process of its own: compiles the program as Pulumi's Node.js language host does, previews it with the
// real engine through the Automation API, and prints what it took. Arguments: the program's module, the stack, the work folder.
const { join } = require("node:path");
const { typeScriptRequireStrings } = require("@pulumi/pulumi/tsutils");

const root = join(__dirname, "..", "..");
const { tsnodeRequire, typescriptRequire } = typeScriptRequireStrings();
process.chdir(root);
require(tsnodeRequire).register({
    compiler: typescriptRequire,
    transpileOnly: true,
    project: "tsconfig.json",
    compilerOptions: {},
});

async function main([module, stackName, workDir]) {
    const { LocalWorkspace } = require("@pulumi/pulumi/automation");
    const started = process.hrtime.bigint();
    const program = () => require(join(root, module))();
    const stack = await LocalWorkspace.selectStack({ stackName, projectName: "cognito-entra", program }, { workDir });
    const { changeSummary } = await stack.preview();
    const seconds = Number(process.hrtime.bigint() - started) / 1e9;
    // Kilobytes: https://nodejs.org/api/process.html#processresourceusage
    const megabytes = process.resourceUsage().maxRSS / 1024;
    console.log(JSON.stringify({ seconds, megabytes, creates: changeSummary.create }));
}

main(process.argv.slice(2)).catch((error) => {
    console.error(error);
    process.exitCode = 1;
});
