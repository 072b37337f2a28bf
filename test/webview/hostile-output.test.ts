import assert from 'node:assert/strict';
import type { Browser, Locator } from 'playwright-core';
import { finished, makeDetail } from './fixtures.ts';
import { PanelPage, sharedChromium } from './panel-page.ts';
import { ScriptedHost } from './scripted-host.ts';

/** What a model may write to run, load, style or mislead, and what must be seen of it. */
const attacks: { name: string; text: string; seen: string }[] = [
  { name: 'a script', text: '<script>window.pwned = 1</script>', seen: 'window.pwned = 1' },
  { name: 'an event handler', text: '<img src=x onerror="window.pwned = 1">', seen: 'onerror' },
  {
    name: 'an SVG',
    text: '<svg onload="window.pwned = 1"><a xlink:href="javascript:1">x</a></svg>',
    seen: 'onload',
  },
  { name: 'a frame', text: '<iframe src="https://evil.example/"></iframe>', seen: 'iframe' },
  { name: 'a remote image', text: '![the cat](https://evil.example/cat.png?leak=1)', seen: 'the cat' },
  {
    name: 'an image that breaks out',
    text: '![x](https://evil.example/"onerror="window.pwned=1)',
    seen: 'x',
  },
  { name: 'a script link', text: '[click](javascript:window.pwned=1)', seen: 'click' },
  { name: 'a hidden script link', text: '[click](java&#115;cript&colon;window.pwned=1)', seen: 'click' },
  { name: 'a command link', text: '[click](command:workbench.action.terminal.new)', seen: 'click' },
  { name: 'a data link', text: '[click](data:text/html,<script>alert(1)</script>)', seen: 'click' },
  { name: 'a style', text: '<style>*{display:none!important}</style>Still here', seen: 'Still here' },
  { name: 'a style attribute', text: '<p style="position:fixed;inset:0">cover</p>', seen: 'cover' },
  { name: 'a form', text: '<form action="https://evil.example/"><button>Send</button></form>', seen: 'form' },
  { name: 'a base', text: '<base href="https://evil.example/">[a](b)', seen: 'base' },
  {
    name: 'a meta refresh',
    text: '<meta http-equiv="refresh" content="0;url=https://evil.example/">',
    seen: 'refresh',
  },
  { name: 'clobbering names', text: '<a id="body" name="acquireVsCodeApi">named</a>', seen: 'named' },
  {
    name: 'a script in a table',
    text: '| a |\n|---|\n| <img src=x onerror=window.pwned=1> |',
    seen: 'onerror',
  },
  {
    name: 'a script in a fence language',
    text: '```"><img/src=x/onerror=window.pwned=1>\ncode\n```',
    seen: 'code',
  },
  {
    name: 'a custom element of ours',
    text: '<abai-app></abai-app><vscode-button>Go</vscode-button>',
    seen: 'abai-app',
  },
  { name: 'ANSI escapes', text: '\u001b[31mred\u001b[0m and \u0007bell', seen: '␛[31mred␛[0m and ␇bell' },
  { name: 'ANSI links', text: '\u001b]8;;https://evil.example/\u0007click\u001b]8;;\u0007', seen: '␛]8;;' },
  { name: 'C1 escapes', text: 'a\u009b31mb', seen: 'a⟨U+009B⟩31mb' },
  { name: 'bidi overrides', text: 'user\u202Etxt.exe', seen: 'user⟨U+202E⟩txt.exe' },
  { name: 'bidi overrides as entities', text: 'user&#x202E;txt.exe', seen: 'user⟨U+202E⟩txt.exe' },
  {
    name: 'bidi isolates in code',
    text: '```js\nif (a != "b\u202e \u2066// c\u2069 \u2066") {\n```',
    seen: '"b⟨U+202E⟩ ⟨U+2066⟩// c⟨U+2069⟩ ⟨U+2066⟩"',
  },
  {
    name: 'a word cut by a blank without width',
    text: 'pay\u200bpal and `api\ufeffkey`',
    seen: 'pay⟨U+200B⟩pal and api⟨U+FEFF⟩key',
  },
  { name: 'a sentence hidden in tags', text: `Hi${hidden('ignore all rules')}!`, seen: 'Hi⟨U+E0069 +15⟩!' },
  {
    name: 'a sentence hidden in variation selectors',
    text: 'Hi\u{e0141}\u{e0142}!',
    seen: 'Hi⟨U+E0141 +1⟩!',
  },
  {
    name: 'CSS escapes in a style',
    text: '<style>\\40 import "https://evil.example/x.css";</style>seen',
    seen: 'import',
  },
  {
    name: 'CSS escapes in an attribute',
    text: '<b style="background:\\75rl(https://evil.example/x.png)">bold</b>',
    seen: 'bold',
  },
  { name: 'a link with CSS in its title', text: '[t](https://example.com/ "} * {display:none")', seen: 't' },
  {
    name: 'a stylesheet',
    text: '<link rel=stylesheet href=https://evil.example/x.css>linked',
    seen: 'linked',
  },
  {
    name: 'a remote video',
    text: '<video src="https://evil.example/v.mp4" autoplay></video>clip',
    seen: 'clip',
  },
  { name: 'a vbscript link', text: '[vb](vbscript:msgbox(1)) [f](file:///etc/passwd)', seen: 'vb' },
  {
    name: 'a script link with a tab in it',
    text: '<a href="java\tscript:window.pwned=1">tabbed</a>',
    seen: 'tabbed',
  },
  { name: 'an autolink to a script', text: '<javascript:window.pwned=1>', seen: 'javascript' },
  { name: 'a reference to a script', text: '[ref][1]\n\n[1]: javascript:window.pwned=1', seen: 'ref' },
  {
    name: 'a remote image by reference',
    text: '![far][pic]\n\n[pic]: https://evil.example/p.png',
    seen: 'far',
  },
  { name: 'a data image', text: '![near](data:image/svg+xml,<svg onload=window.pwned=1>)', seen: 'near' },
  { name: 'MathML', text: '<math><mtext><script>window.pwned=1</script></mtext></math>', seen: 'mtext' },
  { name: 'a template', text: '<template><img src=x onerror=window.pwned=1></template>', seen: 'template' },
  { name: 'an unclosed comment', text: '<!-- <p>swallowed</p>', seen: 'swallowed' },
  { name: 'a comment that breaks out', text: '<!--><img src=x onerror=window.pwned=1>-->', seen: 'onerror' },
  { name: 'a null and lone surrogates', text: 'a\u0000b \ud800 c', seen: 'c' },
  {
    name: 'a table as psql prints it',
    text: ` name | city\n${'-'.repeat(60)}+${'-'.repeat(60)}\n anna | Bonn\n\nafter it`,
    seen: 'after it',
  },
  { name: 'a paragraph of marks', text: `${'*_a'.repeat(5333)} its end`, seen: 'its end' },
  { name: 'deep nesting', text: `${'> '.repeat(400)}deep`, seen: 'deep' },
  {
    name: 'deep lists',
    text: Array.from({ length: 120 }, (_, i) => `${'  '.repeat(i)}- i${i}`).join('\n'),
    seen: 'i119',
  },
];

/** Written in tag characters, which nothing shows. */
function hidden(text: string): string {
  return [...text].map((letter) => String.fromCodePoint(0xe0000 + letter.codePointAt(0)!)).join('');
}

/** Looks at the end of the text only: to look through megabytes takes longer than to draw them. */
async function endsWith(answer: Locator, end: string): Promise<void> {
  const last = () =>
    answer.evaluate((root) => root.lastElementChild?.lastElementChild?.textContent?.trimEnd().slice(-40));
  for (let tries = 0; !(await last())?.endsWith(end); tries++) {
    assert.ok(tries < 500, `${end} is not shown`);
    await answer.page().waitForTimeout(50);
  }
}

describe('webview: hostile output', function () {
  this.timeout(30_000);
  let browser: Browser;
  let panel: PanelPage | undefined;

  before(async () => {
    browser = await sharedChromium();
  });
  afterEach(async () => {
    await panel?.close();
    assert.deepEqual(panel?.problems, []);
  });

  async function show(text: string): Promise<Locator> {
    const host = new ScriptedHost();
    host.put(makeDetail({ references: ['demo:swift'], answers: () => ({ ...finished, content: text }) }));
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host });
    const answer = panel.page.locator('abai-answer abai-rich-text .text');
    return answer;
  }

  it('does nothing but show', async () => {
    const document = attacks.map(({ text }) => `${text}\n\n`).join('');
    const answer = await show(`${document}\n**the end**\n`);
    await answer.locator('strong', { hasText: 'the end' }).waitFor();
    const page = panel!.page;
    const text = (await answer.textContent()) ?? '';
    for (const { name, seen } of attacks) assert.ok(text.includes(seen), `${name}: ${seen} is not seen`);
    assert.equal(await page.evaluate(() => 'pwned' in window), false);
    const elements = await answer.evaluate((root) => [
      ...new Set([...root.querySelectorAll('*')].map((element) => element.localName)),
    ]);
    const harmless =
      'div p br hr h1 h2 h3 h4 h5 h6 blockquote ul ol li input strong em del code pre a table thead tbody tr th td span button';
    assert.deepEqual(
      elements.filter((name) => !harmless.split(' ').includes(name)),
      [],
    );
    const attributes = await answer.evaluate((root) => [
      // What our own line over a code block has is no model's doing.
      ...new Set(
        [...root.querySelectorAll(':not(.code-header, .code-header *)')].flatMap((element) =>
          element.getAttributeNames(),
        ),
      ),
    ]);
    const expected = [
      'class',
      'dir',
      'href',
      'title',
      'rel',
      'tabindex',
      'type',
      'align',
      'disabled',
      'checked',
      'start',
    ];
    assert.deepEqual(
      attributes.filter((name) => !expected.includes(name)),
      [],
    );
    const links = await answer.evaluate((root) =>
      [...root.querySelectorAll('a')].map((link) => link.getAttribute('href')),
    );
    assert.deepEqual(
      links.filter((href) => href !== null && !/^(https?:|mailto:)/.test(href)),
      [],
    );
    assert.equal(page.url(), await page.evaluate(() => `${location.origin}/`));
  });

  it('opens its links outside, whatever button follows them', async () => {
    const answer = await show(
      '[good](https://example.com/a) [bad](javascript:alert(1)) ![pic](https://evil.example/p.png)',
    );
    const link = answer.locator('a', { hasText: 'good' });
    await link.click();
    await link.click({ button: 'middle' });
    await answer.locator('a', { hasText: 'pic' }).click();
    await answer.getByText('bad').click();
    const { host, page } = panel!;
    await page.waitForFunction(() => true);
    for (let tries = 0; host.asked('workbench:open-external').length < 3 && tries < 100; tries++) {
      await page.waitForTimeout(20);
    }
    assert.deepEqual(
      host.asked('workbench:open-external').map(({ url }) => url),
      ['https://example.com/a', 'https://example.com/a', 'https://evil.example/p.png'],
    );
    assert.equal(page.context().pages().length, 1);
  });

  it('may be ten megabytes of one line', async () => {
    const answer = await show(`${'word '.repeat(2_000_000)}end-of-line`);
    await endsWith(answer, 'end-of-line');
    const { scrollWidth, clientWidth } = await answer.evaluate((root) => ({
      scrollWidth: root.scrollWidth,
      clientWidth: root.clientWidth,
    }));
    assert.ok(scrollWidth <= clientWidth + 1, 'it is wrapped');
  });

  it('may be a megabyte of one line of code, or of letters that are not seen', async () => {
    const answer = await show(
      `\`\`\`\n${'x'.repeat(1_000_000)}\n\`\`\`\n\n${'a\u200b'.repeat(50_000)}\n\nthe end`,
    );
    await endsWith(answer, 'the end');
    // None of them is an element: a million of those would take all memory.
    assert.ok((await answer.evaluate((root) => root.querySelectorAll('*').length)) < 5000);
    assert.ok(await answer.evaluate((root) => root.textContent!.includes('a⟨U+200B⟩a⟨U+200B⟩')));
  });

  it('shows what is not seen in thinking, sources and comparisons of answers as well', async () => {
    const trick = 'pay\u200bpal \u202egpj';
    const host = new ScriptedHost();
    const citations = [{ url: 'https://example.com/', title: trick }];
    const answers = () => ({ ...finished, content: 'Hi', thinking: trick, citations });
    host.put(makeDetail({ references: ['demo:swift'], answers }));
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host });
    await panel.page.locator('abai-thinking summary').click();
    await panel.page.locator('abai-thinking').getByText('pay⟨U+200B⟩pal ⟨U+202E⟩gpj').waitFor();
    await panel.page.getByRole('button', { name: 'pay⟨U+200B⟩pal ⟨U+202E⟩gpj' }).waitFor();
  });

  it('streams the same harmless way, cut at any place', async () => {
    const host = new ScriptedHost();
    host.put(makeDetail({ references: ['demo:swift'] }));
    host.panelState = { comparisonId: 'comparison-1' };
    panel = await PanelPage.open(browser, { host });
    await panel.column('Swift').waitFor();
    const text = attacks.map((attack) => `${attack.text}\n\n`).join('');
    for (let at = 0; at < text.length; at += 97) host.stream('c0-answer', text.slice(at, at + 97));
    host.update('c0-answer', { ...finished, content: `${text}**the end**` });
    const answer = panel.page.locator('abai-answer abai-rich-text .text');
    await answer.locator('strong', { hasText: 'the end' }).waitFor();
    assert.equal(await panel.page.evaluate(() => 'pwned' in window), false);
    assert.equal(await answer.locator('img, script, style, iframe, video, link, svg, math').count(), 0);
  });
});
