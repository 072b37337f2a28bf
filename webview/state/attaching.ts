import { imageTypes, mostAttachments } from '../../src/protocol/attachment-limits.ts';
import type { Attachment, Attachments } from '../../src/protocol/attachments.ts';
import type { PageClient } from '../connection/page-client.ts';
import { RequestFailed } from '../connection/request-failed.ts';
import { t } from '../words/translate.ts';

export interface AttachingPorts {
  client: PageClient;
  /** What the draft carries. */
  attachments(): readonly Attachment[];
  change(attachments: readonly Attachment[]): void;
  failed(thrown: unknown): void;
}

/** The ways in which something gets onto the draft beside its words. What goes wrong is told, not thrown. */
export class Attaching {
  readonly #ports: AttachingPorts;

  constructor(ports: AttachingPorts) {
    this.#ports = ports;
  }

  /** By VS Code's menu. */
  async choose(): Promise<void> {
    await this.#add(() => this.#ports.client.workbench('workbench:attach', {}));
  }

  /** By VS Code's list of files; what was chosen, for the text that asked for it. */
  chooseFile(): Promise<readonly Attachment[]> {
    return this.#add(() => this.#ports.client.workbench('workbench:attach-from-workspace', {}));
  }

  /** What was pasted or dropped; false when there is nothing in it that can be attached. */
  take(transfer: DataTransfer): boolean {
    const uris = addresses(transfer);
    const files = [...transfer.files];
    if (uris.length > 0) {
      void this.#add(() => this.#ports.client.workbench('workbench:attach-files', { uris }));
    } else if (files.length > 0) {
      void this.#add(async () => {
        const attachments = await Promise.all(files.map(contentOf));
        return this.#ports.client.request('attachment:keep', { attachments });
      });
    }
    return uris.length + files.length > 0;
  }

  remove(attachment: Attachment): void {
    this.#ports.change(this.#ports.attachments().filter((other) => other !== attachment));
  }

  async open(attachment: Attachment): Promise<void> {
    try {
      await this.#ports.client.workbench('workbench:open-attachment', { attachment });
    } catch (thrown) {
      this.#ports.failed(thrown);
    }
  }

  async #add(ask: () => Promise<{ attachments: Attachment[] }>): Promise<readonly Attachment[]> {
    const { attachments: before, change, failed } = this.#ports;
    try {
      const { attachments } = await ask();
      const all = [...before()];
      for (const one of attachments) if (!all.some((other) => isSame(one, other))) all.push(one);
      if (all.length > mostAttachments) {
        throw refused(t('At most {0} things can be attached to one message.', mostAttachments));
      }
      if (all.length > before().length) change(all);
      return attachments;
    } catch (thrown) {
      failed(thrown);
      return [];
    }
  }
}

function isSame(one: Attachment, other: Attachment): boolean {
  return one.hash === other.hash && one.uri === other.uri && one.name === other.name;
}

function refused(message: string): RequestFailed {
  return new RequestFailed({ code: 'invalid', message, retryable: false });
}

/** Of files of VS Code: its Explorer gives addresses, not contents. */
function addresses(transfer: DataTransfer): string[] {
  const list = transfer.getData('application/vnd.code.uri-list') || transfer.getData('text/uri-list');
  return list.split(/\r?\n/).filter((line) => /^(?:file|vscode-[\w-]+):/.test(line));
}

async function contentOf(file: File): Promise<Attachments[number]> {
  const mimeType = imageTypes.find((type) => type === file.type);
  const name = file.name || t('Pasted image');
  if (mimeType) return { kind: 'image', name, mimeType, data: await base64(file) };
  return { kind: 'text', name, text: await file.text() };
}

async function base64(file: File): Promise<string> {
  const reader = new FileReader();
  const done = new Promise((resolve, reject) => {
    reader.onload = resolve;
    reader.onerror = () => reject(refused(t('“{0}” cannot be read.', file.name)));
  });
  reader.readAsDataURL(file);
  await done;
  return String(reader.result).replace(/^[^,]*,/, '');
}
