import type { PageKind } from './page.ts';

export const html: PageKind = {
  shows: 'HTML: the application answers every path with its own page',
  page: () => ({
    contentType: 'text/html; charset=utf-8',
    body: '<!doctype html>\n<html lang="en">\n<head><title>Shop</title></head>\n<body><div id="app"></div></body>\n</html>\n',
  }),
};
