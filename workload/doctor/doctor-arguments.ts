import type { Environment } from "../federation-settings";
import { type HttpsOrigin, originOfHost } from "../https-origin";
import { type AwsProfiles, readAwsProfiles } from "./aws-profiles";
import { type AzureScope, parseAzureScope, SCOPE_FORMS } from "./azure-scope";
import { fail, type Finding, ok } from "./check";

const MOST_NAMES = 10;

/** As they are typed. */
export interface DoctorOptions {
    /** What to get a token for. @default Azure Resource Manager */
    readonly scope?: string | undefined;
    /** Resource id whose role assignments are checked. */
    readonly azureScope?: string | undefined;
    /** Name or ARN of the role that the workload calls AWS with. @default the one that calls from here */
    readonly callerRole?: string | undefined;
    /** AWS profile of somebody who may read the pool and simulate the role's policies. @default the workload's own credentials */
    readonly awsProfile?: string | undefined;
}

/** The options, and what the environment says of where Azure is, checked. */
export interface DoctorArguments {
    readonly scope: string | undefined;
    readonly azureScope: AzureScope | undefined;
    readonly callerRole: string | undefined;
    readonly awsProfile: string | undefined;
    /** Of ARM_METADATA_HOSTNAME. */
    readonly metadataOrigin: HttpsOrigin | undefined;
}

/** Checks everything that was typed before anything is asked of either cloud. */
export async function readDoctorArguments(
    options: DoctorOptions,
    environment: Environment,
): Promise<Finding<DoctorArguments>> {
    const { scope, azureScope, callerRole, awsProfile } = options;
    if (scope !== undefined && !/^\S+\/\.default$/.test(scope)) {
        return malformed("--scope", scope, "Pass --scope <resource>/.default, e.g. https://vault.azure.net/.default.");
    }
    const parsed = azureScope === undefined ? { scope: undefined } : parseAzureScope(azureScope);
    if ("problem" in parsed) {
        return malformed("--azure-scope", azureScope ?? "", `Pass --azure-scope ${SCOPE_FORMS}.`, parsed.problem);
    }
    if (
        callerRole !== undefined &&
        !/^(?:arn:[\w-]+:iam::\d{12}:role\/(?:[\w+=,.@-]+\/)*)?[\w+=,.@-]{1,64}$/.test(callerRole)
    ) {
        return malformed("--caller-role", callerRole, "Pass --caller-role the role's name or ARN.");
    }
    const profiles = awsProfile === undefined ? undefined : await readAwsProfiles(environment);
    if (awsProfile !== undefined && profiles?.names.includes(awsProfile) === false) {
        const known = nameSome(profiles);
        const fix =
            known === ""
                ? "Add the profile with aws configure sso, or leave out --aws-profile."
                : `Pass --aws-profile one of ${known}, or add it with aws configure sso.`;
        return fail(`--aws-profile is ${noSuchProfile(awsProfile, profiles)}`, fix);
    }
    const metadataHost = environment["ARM_METADATA_HOSTNAME"] || undefined;
    const metadataOrigin = metadataHost === undefined ? undefined : originOfHost(metadataHost);
    if (metadataHost !== undefined && metadataOrigin === undefined) {
        const fix = "Set ARM_METADATA_HOSTNAME to a host name, or unset it outside a private cloud.";
        return malformed("ARM_METADATA_HOSTNAME", metadataHost, fix);
    }
    return ok("", { scope, azureScope: parsed.scope, callerRole, awsProfile, metadataOrigin });
}

/** `"nobody", and /home/me/.aws/config and /home/me/.aws/credentials have no such profile` */
export function noSuchProfile(name: string, { files }: AwsProfiles): string {
    return `${JSON.stringify(name)}, and ${files.join(" and ")} have no such profile`;
}

/** The first of the profiles' names. */
export function nameSome({ names }: AwsProfiles): string {
    const more = names.length - MOST_NAMES;
    return names.slice(0, MOST_NAMES).join(", ") + (more > 0 ? ` and ${String(more)} more` : "");
}

function malformed(name: string, value: string, fix: string, problem?: string): Finding<never> {
    return fail(`${name} is ${JSON.stringify(value)}${problem === undefined ? "" : `: ${problem}`}`, fix);
}
