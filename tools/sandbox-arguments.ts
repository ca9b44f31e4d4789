import { PersonError } from "./person-error";

export const USAGE = `npm run sandbox -- [--providers real] [--stack NAME] [COMMAND …]

Runs COMMAND with AWS, Entra and Azure on this machine, \`pulumi\` on PATH and the environment set; its exit code is COMMAND's.
Without COMMAND: stays up, prints the \`export\` lines for another terminal, ends with Ctrl-C.

  --providers real   Pulumi downloads the real provider plugins (default: stand-ins, nothing to download)
  --stack NAME       the clouds are made for Pulumi.NAME.yaml (default: dev)`;

export interface Arguments {
    readonly providers: "stand-in" | "real";
    readonly stack: string;
    readonly command: readonly string[];
}

/** Options come first; everything from the first other word on is the command. */
export function parseArguments(words: readonly string[]): Arguments | "help" {
    let providers: Arguments["providers"] = "stand-in";
    let stack = "dev";
    let index = 0;
    for (; index < words.length; index += 1) {
        const word = words[index];
        if (word === "--help" || word === "-h") {
            return "help";
        } else if (word === "--providers") {
            index += 1;
            const value = words[index];
            if (value !== "real" && value !== "stand-in") {
                throw new PersonError(`--providers takes real or stand-in, not ${value ?? "nothing"}.\n\n${USAGE}`);
            }
            providers = value;
        } else if (word === "--stack") {
            index += 1;
            const value = words[index];
            if (value === undefined || !/^[\w.-]+$/.test(value)) {
                throw new PersonError(`--stack takes the name of a stack, not ${value ?? "nothing"}.\n\n${USAGE}`);
            }
            stack = value;
        } else if (word === "--") {
            index += 1;
            break;
        } else if (word?.startsWith("-") === true) {
            throw new PersonError(`${word} is not an option of the sandbox.\n\n${USAGE}`);
        } else {
            break;
        }
    }
    return { providers, stack, command: words.slice(index) };
}
