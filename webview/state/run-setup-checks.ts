import type { CheckForm, CheckKind, Read } from '../../src/core/checks/kind.ts';
import { checkTypes, kindOf } from '../../src/core/checks/kinds.ts';
import type { Check } from '../../src/protocol/checks.ts';
import { said } from '../words/sentence.ts';

export type { CheckForm };
export type CheckType = Check['type'];

/** How a kind is asked for; undefined for one that this build does not know. */
export function formOf(type: CheckType): CheckKind['form'] | undefined {
  return kindOf({ type } as Check)?.form;
}

/** The kinds in the order of the list, as a person would say them. */
export function checkKinds(): { type: CheckType; name: string; help: string }[] {
  return checkTypes.map((type) => {
    const { name, help } = formOf(type)!;
    return { type, name: said(name), help: said(help) };
  });
}

/** A new check of a table: it compares with the column that looks like the wanted answer. */
export function newCheck(type: CheckType, headers: readonly string[]): CheckForm {
  const usual = ['expected', 'answer', 'target', 'label', 'output', 'solution', 'result'];
  const column = usual
    .map((word) => headers.find((header) => header.trim().toLowerCase() === word))
    .find((found) => found !== undefined);
  const form = formOf(type);
  const made: CheckForm = { type, value: '', ignoreCase: false, tolerance: '', ...form?.initial };
  return form?.column && column !== undefined ? { ...made, column } : made;
}

/** A check that is kept, to be written on. */
export function checkForm(check: Check): CheckForm {
  return {
    type: check.type,
    value: '',
    ignoreCase: false,
    tolerance: '',
    ...formOf(check.type)?.write(check),
  };
}

/** What a check says, or what is wrong with it. */
export function readCheck(form: CheckForm): { check?: Check; problem?: string } {
  const read: Read<Check> = formOf(form.type)?.read(form) ?? { problem: form.type };
  return 'check' in read ? read : { problem: said(read.problem) };
}
