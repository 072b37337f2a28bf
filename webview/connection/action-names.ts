import type { MethodName, Params } from '../../src/protocol/methods.ts';

/** Methods that change state: their params have a place for a request id. */
type ActionName = {
  // Params that are an empty object have any key, as far as the compiler knows.
  [M in MethodName]: string extends keyof Params<M> ? never : 'requestId' extends keyof Params<M> ? M : never;
}[MethodName];

// The protocol's table says which methods are actions, but it would bring its schemas into the bundle. So the panel's
// own are listed, and the compiler refuses any other.
const panelActions = [
  'comparison:start',
  'comparison:send',
  'attachment:keep',
  'chat:retry',
  'chat:regenerate',
  'chat:edit',
  'conversation:switch-branch',
  'chat:approve-tools',
  'chat:cancel',
  'run:start',
  'run:pause',
  'run:resume',
  'run:cancel',
  'run:extend',
  'run:retry',
  'run:recheck',
  'run:rename',
  'run:restore',
  'batch:resolve',
  'vote:cast',
  'vote:withdraw',
] as const satisfies readonly ActionName[];

type PanelAction = (typeof panelActions)[number];

/** What the panel may ask the back end: every query, and the actions that get a request id. */
export type PanelMethodName = Exclude<MethodName, Exclude<ActionName, PanelAction>>;

export function isAction(method: MethodName): method is PanelAction {
  return (panelActions as readonly MethodName[]).includes(method);
}
