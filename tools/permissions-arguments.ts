import { parseArgs } from "node:util";
import { PersonError } from "./person-error";

export const USAGE = `npm run permissions -- [--stack NAME] [--account ID] [--without-boundary] [--json] [aws|entra|azure|boundary]

Prints everything that whoever deploys needs, and nothing more, from the stack's file only: before anything exists, and without a call to any cloud.

  --stack NAME         the stack of Pulumi.NAME.yaml (default: dev)
  --account ID         the AWS account (default: the one of the permissions boundary or of the callers' roles)
  --without-boundary   permissions for roles without a boundary: whoever holds them can make any caller's role an administrator
  --json               for machines
  aws, entra, azure    that part only
  boundary             the permissions boundary of the workloads' roles, which an administrator makes first`;

export const PARTS = ["boundary", "aws", "entra", "azure"] as const;
export type Part = (typeof PARTS)[number];

export interface PermissionsArguments {
    readonly stack: string;
    /** 12 digits. */
    readonly accountId: string | undefined;
    readonly withoutBoundary: boolean;
    readonly json: boolean;
    /** Undefined for all. */
    readonly part: Part | undefined;
}

/** @throws PersonError for anything that is not in the usage. */
export function parsePermissionsArguments(args: string[]): PermissionsArguments | "help" {
    const { values, positionals } = parse(args);
    const { stack = "dev", account } = values;
    if (values.help === true) {
        return "help";
    }
    if (!/^[\w.-]+$/.test(stack)) {
        throw new PersonError(`--stack takes the name of a stack, not "${stack}".`);
    }
    if (account !== undefined && !/^[0-9]{12}$/.test(account)) {
        throw new PersonError(`--account takes the 12 digits of an AWS account, not "${account}".`);
    }
    const [first, second] = positionals;
    const part = PARTS.find((candidate) => candidate === first);
    if (second !== undefined || (first !== undefined && part === undefined)) {
        throw new PersonError(
            `npm run permissions takes one of ${PARTS.join(", ")}, or nothing for all; found "${positionals.join(" ")}".`,
        );
    }
    return {
        stack,
        accountId: account,
        withoutBoundary: values["without-boundary"] === true,
        json: values.json === true,
        part,
    };
}

function parse(args: string[]) {
    try {
        return parseArgs({
            args,
            allowPositionals: true,
            options: {
                help: { type: "boolean", short: "h" },
                stack: { type: "string" },
                account: { type: "string" },
                "without-boundary": { type: "boolean" },
                json: { type: "boolean" },
            },
        });
    } catch (error) {
        const [sentence = ""] = (error instanceof Error ? error.message : String(error)).split(". ");
        throw new PersonError(`${sentence.replace(/\.$/, "")}; for usage, run npm run permissions -- --help.`);
    }
}
