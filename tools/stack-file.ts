import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { roleArnParts } from "../rules/aws/identifiers";
import { parseSettings, settingKeys, type Settings, SettingsError, showsAllMistakes } from "../settings";
import { PersonError } from "./person-error";
import { PROJECT_ROOT } from "./project";
import { configurationOf } from "./stack-file-yaml";

/** The project's name in `Pulumi.yaml`: with the stack's, what every name in the clouds begins with. */
export const PROJECT_NAME = "cognito-entra";

const EXAMPLE_ACCOUNT = "111122223333";

/** What the sandbox must know of a stack's settings, so that the clouds it makes are the ones the stack names. */
export interface StackSurroundings {
    readonly accountId: string;
    readonly region: string;
    readonly tenantId: string;
    readonly subscriptionId: string;
    readonly callerRoleArns: readonly string[];
    readonly existingScopes: readonly string[];
}

/**
 * The settings of `Pulumi.<stack>.yaml`, by the rules of the stack's program.
 * @throws PersonError with every mistake in the file.
 */
export async function readStackFile(stack: string, folder = PROJECT_ROOT): Promise<Settings> {
    const file = join(folder, `Pulumi.${stack}.yaml`);
    const config = configurationOf(await readText(file), basename(file), settingKeys);
    try {
        return parseSettings(config, basename(file), {
            namePrefix: `${PROJECT_NAME}-${stack}`,
            showsAll: showsAllMistakes(),
        });
    } catch (error) {
        throw error instanceof SettingsError ? new PersonError(error.message) : error;
    }
}

/** The roles and scopes that the settings expect to be there. */
export function surroundingsOf({ region, tenantId, subscriptionId, workloads }: Settings): StackSurroundings {
    const callerRoleArns = workloads.flatMap(({ caller }) => (caller.kind === "roles" ? caller.roleArns : []));
    const [first] = callerRoleArns;
    return {
        accountId: first === undefined ? EXAMPLE_ACCOUNT : roleArnParts(first).accountId,
        region,
        tenantId,
        subscriptionId,
        callerRoleArns: [...new Set(callerRoleArns)],
        existingScopes: [
            ...new Set(workloads.flatMap(({ roleAssignments }) => roleAssignments.map(({ scope }) => scope.text))),
        ],
    };
}

async function readText(file: string): Promise<string> {
    try {
        return await readFile(file, "utf8");
    } catch (error) {
        const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
        throw new PersonError(
            isMissing
                ? `${basename(file)} is not there: the sandbox makes its clouds for a stack's file. Copy Pulumi.dev.yaml, or name another stack.`
                : `${basename(file)} could not be read: ${String(error)}`,
        );
    }
}
