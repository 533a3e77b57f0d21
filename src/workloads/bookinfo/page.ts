/** What productpage shows, once it has asked the others. */
export interface Page {
  user: string | undefined;
  detailsStatus: number;
  details: Readonly<Record<string, string | number>>;
  reviewsStatus: number;
  reviews: Reviews;
}

export interface Reviews {
  error?: string;
  podname?: string;
  clustername?: string;
  reviews?: readonly Review[];
}

interface Review {
  reviewer: string;
  text: string;
  rating?: { stars?: number; color?: string; error?: string };
}

const summary =
  '<a href="https://en.wikipedia.org/wiki/The_Comedy_of_Errors">Wikipedia Summary</a>: The Comedy of Errors is one of <b>William Shakespeare\'s</b> early plays. It is his shortest and one of his most farcical comedies, with a major part of the humour coming from slapstick and mistaken identity, in addition to puns and word play.';

export const products = [{ id: 0, title: 'The Comedy of Errors', descriptionHtml: summary }];

/** As the template renders (samples/bookinfo/src/productpage/templates/productpage.html): its blank lines are Jinja's. */
export function renderPage(page: Page): string {
  return `${head}${page.user === undefined ? signIn : signedIn(escape(page.user))}
    
  </div>
</nav>

<!---
<div class="navbar navbar-inverse navbar-fixed-top">
  <div class="container">
    <div class="navbar-header pull-left">
      <a class="navbar-brand" href="#">Microservices Fabric BookInfo Demo</a>
    </div>
    <div class="navbar-header pull-right">
      <button type="button" class="navbar-toggle" data-toggle="collapse" data-target=".navbar-collapse">
        <span class="icon-bar"></span>
        <span class="icon-bar"></span>
        <span class="icon-bar"></span>
      </button>
    </div>
    <div class="navbar-collapse collapse">

${page.user === undefined ? '      <button type="button" class="btn btn-default navbar-btn pull-right" data-toggle="modal" data-target="#login-modal">Sign in</button>' : `      <a href="logout"><button type="button" class="btn btn-default navbar-btn pull-right">Sign out</button></a>\n      <p class="navbar-text pull-right">Signed in as ${escape(page.user)}</p>`}

    </div>
  </div>
</div>
-->

${modal}<div class="container-fluid">
  <div class="row">
    <div class="col-md-12">
      <h3 class="text-center text-primary">The Comedy of Errors</h3>
      
      <p>Summary: ${summary}</p>
      
    </div>
  </div>

  <div class="row">
    <div class="col-md-6">
      
${page.detailsStatus === 200 ? detailsList(page.details) : failure('details', page.details['error'])}
      
    </div>

    <div class="col-md-6">
      
${page.reviewsStatus === 200 ? reviewList(page.reviews) : failure('reviews', page.reviews.error)}
      
    </div>
  </div>
</div>${tail}`;
}

const head = `<!DOCTYPE html>
<html>
  <head>
    <title>Simple Bookstore App</title>
<meta charset="utf-8">
<meta http-equiv="X-UA-Compatible" content="IE=edge">
<meta name="viewport" content="width=device-width, initial-scale=1.0">

<!-- Latest compiled and minified CSS -->
<link rel="stylesheet" href="static/bootstrap/css/bootstrap.min.css">

<!-- Optional theme -->
<link rel="stylesheet" href="static/bootstrap/css/bootstrap-theme.min.css">

  </head>
  <body>
    
    

<nav class="navbar navbar-inverse navbar-static-top">
  <div class="container">
    <div class="navbar-header">
      <a class="navbar-brand" href="#">BookInfo Sample</a>
    </div>
    
`;

const modal = `<div id="login-modal" class="modal fade" role="dialog">
  <div class="modal-dialog">
    <div class="modal-content">
      <div class="modal-header">
        <button type="button" class="close" data-dismiss="modal">&times;</button>
        <h4 class="modal-title">Please sign in</h4>
      </div>
      <div class="modal-body">
        <form method="post" action='login' name="login_form">
          <p><input type="text" class="form-control" name="username" id="username" placeholder="User Name"></p>
          <p><input type="password" class="form-control" name="passwd" placeholder="Password"></p>
          <p>
            <button type="submit" class="btn btn-primary">Sign in</button>
            <button type="button" class="btn btn-default" data-dismiss="modal">Cancel</button>
          </p>
        </form>
      </div>
    </div>

  </div>
</div>

`;

const tail = `


    
<!-- Latest compiled and minified JavaScript -->
<script src="static/jquery.min.js"></script>

<!-- Latest compiled and minified JavaScript -->
<script src="static/bootstrap/js/bootstrap.min.js"></script>

<script type="text/javascript">
  $('#login-modal').on('shown.bs.modal', function () {
    $('#username').focus();
  });
</script>

  </body>
</html>
`;

const signIn = `    <button type="button" class="btn btn-default navbar-btn navbar-right" data-toggle="modal" href="#login-modal">Sign
      in</button>`;

function signedIn(user: string): string {
  return `    <p class="navbar-text navbar-right">
      <i class="glyphicon glyphicon-user" aria-hidden="true"></i>
      <span style="padding-left: 5px;">${user} ( <a href="logout">sign out</a> )</span>
    </p>`;
}

const rows = [
  ['Type', 'type'],
  ['Pages', 'pages'],
  ['Publisher', 'publisher'],
  ['Language', 'language'],
  ['ISBN-10', 'ISBN-10'],
  ['ISBN-13', 'ISBN-13'],
] as const;

function detailsList(details: Page['details']): string {
  const list = rows.map(
    ([label, key]) => `        <dt>${label}:</dt>${escape(String(details[key] ?? ''))}`,
  );
  return `      <h4 class="text-center text-primary">Book Details</h4>
      <dl>
${list.join('\n')}
      </dl>`;
}

function failure(what: string, error: unknown): string {
  return `      <h4 class="text-center text-primary">Error fetching product ${what}!</h4>
      
      <p>${escape(String(error))}</p>
      `;
}

function reviewList({ reviews = [], podname, clustername }: Reviews): string {
  const hasCluster = clustername !== undefined && clustername !== 'null';
  const cluster = hasCluster ? `\n        Cluster: ${escape(clustername)}\n        ` : '\n        ';
  return `      <h4 class="text-center text-primary">Book Reviews</h4>
      
${reviews.map(reviewQuote).join('')}      <dl>
        <dt>Reviews served by:</dt>
        <u>${escape(podname ?? '')}</u>${hasCluster ? `\n        ${cluster}` : cluster}
      </dl>`;
}

function reviewQuote({ text, reviewer, rating }: Review): string {
  return `      <blockquote>
        <p>${escape(text)}</p>
        <small>${escape(reviewer)}</small>
        ${stars(rating)}
      </blockquote>
      
`;
}

function stars(rating: Review['rating']): string {
  if (!rating) return '';
  if (rating.stars === undefined) {
    return `\n        \n        <p><i>${escape(rating.error ?? '')}</i></p>\n        \n        `;
  }
  const star = (kind: string, count: number) =>
    `          ${`\n          <span class="glyphicon glyphicon-${kind}"></span>\n          `.repeat(count)}\n`;
  return `
        
        <font color="${escape(rating.color ?? '')}">
          <!-- full stars: -->
${star('star', rating.stars)}          <!-- empty stars: -->
${star('star-empty', 5 - rating.stars)}        </font>
        
        `;
}

function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&#34;')
    .replaceAll("'", '&#39;');
}
