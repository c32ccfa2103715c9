"""The pages' addresses."""

from django.urls import include, path

from ledgerhouse.interfaces.web import (
    board,
    companies,
    exports,
    health,
    home,
    imports,
    ledger,
    lists,
    papers,
    receiving,
    search,
    sign_in,
    stock,
    stream,
    verbs,
)

urlpatterns = [
    path("", home.home_page, name="home"),
    path("sign-in/", sign_in.sign_in, name="sign-in"),
    path("sign-out/", sign_in.sign_out, name="sign-out"),
    path("language/", sign_in.choose_language, name="language"),
    path("company/", companies.company_page, name="company"),
    path("board/", board.board_page, name="board"),
    path("stock/", stock.stock_page, name="stock"),
    path("receive/", receiving.receiving_page, name="receiving"),
    path("receive/<str:order>/", receiving.receiving_order, name="receiving-order"),
    path("ledger/", ledger.ledger_page, name="ledger"),
    path("stream/", stream.stream, name="stream"),
    path("search/", search.search_page, name="search"),
    path("lists/<str:name>/export.<str:kind>", exports.export, name="export"),
    path("lists/<str:name>/", lists.list_page, name="list"),
    path("look-up/<str:name>/", lists.look_up, name="look-up"),
    path("papers/<str:kind>/<path:number>/files/", papers.attach, name="attach"),
    path("papers/<str:kind>/<path:number>/", papers.paper_page, name="paper"),
    path("files/<int:identifier>/", papers.download, name="file"),
    path("import/", imports.import_page, name="import"),
    path("do/", verbs.verb_index, name="verbs"),
    path("do/<str:name>/", verbs.verb_page, name="verb"),
    path("", include("ledgerhouse.interfaces.web.accounts.urls")),
    path("health/live", health.live),
    path("health/ready", health.ready),
]
