/** Tells people what takes so long, on standard error. */
export interface Progress {
    /** Starts a stage: one line. */
    stage(text: string): void;
    /** What is going on inside the stage: overwritten on a terminal, an occasional line elsewhere. */
    detail(text: string): void;
    end(): void;
}

const LINE_EVERY_MILLISECONDS = 15_000;

export function terminalProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
    let lastLine = Date.now();
    let open = false;
    const end = (): void => {
        if (open) {
            stream.write("\r\u001b[K");
            open = false;
        }
    };
    return {
        stage: (text) => {
            end();
            lastLine = Date.now();
            stream.write(`${text}\n`);
        },
        detail: (text) => {
            if (stream.isTTY) {
                open = true;
                stream.write(`\r\u001b[K  ${text.slice(0, stream.columns - 4)}`);
            } else if (Date.now() - lastLine > LINE_EVERY_MILLISECONDS) {
                lastLine = Date.now();
                stream.write(`  ${text}\n`);
            }
        },
        end,
    };
}
