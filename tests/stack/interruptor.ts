import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ProviderHandler } from "@cognito-entra/plumbing";
import { PulumiCommand } from "@pulumi/pulumi/automation";

/** When an engine dies: the cloud has not been asked yet, or it has created what the engine never hears of. */
export type Moment = "before" | "during";

/** Kills the engine, as a crash or `kill -9` does, at the creation of a chosen resource type. */
export class Interruptor {
    readonly pulumiCommand: PulumiCommand;
    readonly #processIdFile: string;
    readonly #killed: Record<Moment, Set<string>> = { before: new Set(), during: new Set() };
    #moment: Moment | undefined;

    private constructor(pulumiCommand: PulumiCommand, processIdFile: string) {
        this.pulumiCommand = pulumiCommand;
        this.#processIdFile = processIdFile;
    }

    /** @param engine The `pulumi` command. The one made in `folder` is the same, and leaves its process id behind. */
    static async create(engine: string, folder: string): Promise<Interruptor> {
        const processIdFile = join(folder, "engine.pid");
        const command = join(folder, "bin", "pulumi");
        await mkdir(join(folder, "bin"), { recursive: true });
        await writeFile(command, `#!/bin/sh\necho $$ > '${processIdFile}'\nexec '${engine}' "$@"\n`);
        await chmod(command, 0o755);
        return new Interruptor(await PulumiCommand.get({ root: folder }), processIdFile);
    }

    /** The engine dies at the next creation of a type at which it has not died at this moment. */
    arm(moment: Moment): void {
        this.#moment = moment;
    }

    /** The types at which it has died. */
    killed(moment: Moment): readonly string[] {
        return [...this.#killed[moment]];
    }

    wrap(handler: ProviderHandler): ProviderHandler {
        return {
            ...handler,
            resources: Object.fromEntries(
                Object.entries(handler.resources).map(([type, resource]) => [
                    type,
                    {
                        ...resource,
                        create: async (context, inputs) => {
                            const moment = this.#moment;
                            if (moment === undefined || this.#killed[moment].has(type)) {
                                return resource.create(context, inputs);
                            }
                            this.#moment = undefined;
                            this.#killed[moment].add(type);
                            if (moment === "during") {
                                await resource.create(context, inputs);
                            }
                            process.kill(Number(await readFile(this.#processIdFile, "utf8")), "SIGKILL");
                            throw new Error("The engine is dead and does not hear this.");
                        },
                    },
                ]),
            ),
        };
    }
}
