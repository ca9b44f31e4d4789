import { parseArgs } from "node:util";
import { diagnose } from "../doctor/diagnose";
import { renderReport } from "../doctor/report";
import type { CommandContext } from "./command-context";

/** `cognito-entra doctor`: exit code 0 when nothing failed, else 1. */
export async function doctorCommand(args: readonly string[], context: CommandContext): Promise<number> {
    const { values } = parseArgs({
        args: [...args],
        options: {
            scope: { type: "string" },
            "azure-scope": { type: "string" },
            "aws-profile": { type: "string" },
            "caller-role": { type: "string" },
            json: { type: "boolean", default: false },
        },
    });
    const options = {
        scope: values.scope,
        azureScope: values["azure-scope"],
        awsProfile: values["aws-profile"],
        callerRole: values["caller-role"],
    };
    const checks = await diagnose(context.environment, options, context.system);
    const isOk = checks.every(({ status }) => status !== "fail");
    context.out(values.json ? `${JSON.stringify({ ok: isOk, checks }, undefined, 2)}\n` : renderReport(checks));
    return isOk ? 0 : 1;
}
